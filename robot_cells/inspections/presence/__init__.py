"""The inspection of whether each part is there, where, which way round, and of which type."""
