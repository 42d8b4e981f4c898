"""Is it an AI-talent-war article, and why."""
