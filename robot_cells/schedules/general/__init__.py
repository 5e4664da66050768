"""The engine for the whole model: what keeps every constraint, and what looks for the best of it."""
