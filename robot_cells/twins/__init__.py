"""The line on virtual time: fast with cells that behave by a seeded model, or in full depth with true equipment."""
