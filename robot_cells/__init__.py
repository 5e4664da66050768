"""robot_cells runs a factory line of robot cells."""

__version__ = "0.1.0"
