"""Relevance: is it an AI-talent-war article, of which kind, and which words say so."""
