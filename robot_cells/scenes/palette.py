"""The colours of the line: said here once, so that all pictures of it match."""

from __future__ import annotations

from robot_cells.bodies.geometry import Colour

FLOOR: Colour = (0.66, 0.68, 0.70, 1.0)
LANE: Colour = (0.50, 0.54, 0.58, 1.0)
LANE_EDGE: Colour = (0.95, 0.76, 0.12, 1.0)
TABLE_TOP: Colour = (0.90, 0.91, 0.92, 1.0)
FRAME: Colour = (0.30, 0.33, 0.37, 1.0)
ALUMINIUM: Colour = (0.74, 0.76, 0.78, 1.0)
STEEL: Colour = (0.58, 0.60, 0.63, 1.0)
ACCENT: Colour = (0.05, 0.38, 0.58, 1.0)
GLASS: Colour = (0.65, 0.82, 0.90, 0.22)
RUBBER: Colour = (0.10, 0.10, 0.11, 1.0)
MAT: Colour = (0.20, 0.21, 0.23, 1.0)
PLASTIC: Colour = (0.16, 0.17, 0.19, 1.0)
WHITE: Colour = (0.94, 0.95, 0.96, 1.0)
LAMP: Colour = (1.0, 0.98, 0.90, 1.0)
RED: Colour = (0.82, 0.14, 0.12, 1.0)
AMBER: Colour = (0.96, 0.62, 0.08, 1.0)
GREEN: Colour = (0.14, 0.65, 0.30, 1.0)
BLUE: Colour = (0.10, 0.32, 0.75, 1.0)
COPPER: Colour = (0.76, 0.47, 0.28, 1.0)
GOLD: Colour = (0.83, 0.68, 0.26, 1.0)
GREEN_BOARD: Colour = (0.08, 0.34, 0.20, 1.0)
BLUE_BOARD: Colour = (0.08, 0.20, 0.42, 1.0)
BLACK_BOARD: Colour = (0.13, 0.14, 0.15, 1.0)
CHIP: Colour = (0.09, 0.09, 0.10, 1.0)
TRAY: Colour = (0.66, 0.68, 0.71, 1.0)
SCREW: Colour = (0.85, 0.86, 0.88, 1.0)
