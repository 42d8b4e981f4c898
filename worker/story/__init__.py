"""Which articles tell the same event, over outlets and languages. Thinks only; no input or output."""
