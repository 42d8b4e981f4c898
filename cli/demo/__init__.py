"""A small newsroom of our own writing, served on loopback."""
