"""RECORD: rows, views and the change feed."""
