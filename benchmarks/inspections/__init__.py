"""How good and how quick the inspections are, beside what is aimed at and what the literature reports."""
