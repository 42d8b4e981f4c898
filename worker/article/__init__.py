"""Article pages into articles; the only importer of bs4."""
