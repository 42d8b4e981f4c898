"""What a person types: `talentwire …`."""
