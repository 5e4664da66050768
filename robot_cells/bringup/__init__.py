"""From line document to running processes."""
