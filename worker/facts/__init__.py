"""What an article says, as records with evidence."""
