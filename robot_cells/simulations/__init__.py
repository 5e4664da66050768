"""Simulated equipment on the topics of real equipment."""
