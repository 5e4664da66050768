"""Cells in MuJoCo: bodies that have weight, touch, slip and hold; stepped on a fixed grid of time."""
