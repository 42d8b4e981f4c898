"""``talentwire relay``: the change feed handed on to those who would rather be told than ask."""
