"""Real processes of a line, killed and frozen on purpose, and what came of it."""
