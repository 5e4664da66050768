"""Line time as the command prints it."""

from __future__ import annotations

from robot_cells.reports.time_text import time_text

__all__ = ["time_text"]
