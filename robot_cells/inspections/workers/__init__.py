"""Processes that judge pictures: what dies in native code takes one of them with it, and nobody else."""
