"""How good an inspection is, from what it said and what is true; numpy and nothing else."""
