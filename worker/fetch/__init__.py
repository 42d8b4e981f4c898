"""The only code that opens web connections."""
