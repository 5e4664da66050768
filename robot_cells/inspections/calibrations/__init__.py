"""Calibrations of cameras: lens, plane and mounting, with what is left over."""
