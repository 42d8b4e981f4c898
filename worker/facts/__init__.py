"""What an article says, as normalised records with evidence."""
