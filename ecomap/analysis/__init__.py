"""Analyses over a snapshot: what is missing, how sure that is, what would change it."""
