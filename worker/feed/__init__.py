"""Feed documents into entries; the only importer of feedparser."""
