"""What the drivers of a line need that is not installed on this machine: no fault of the document, but good to know."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from robot_cells.devices.arm_action_options import PACKAGES
from robot_cells.lines.line import Line


def driver_notes(line: Line) -> Iterator[str]:
    """A sentence for each device whose driver could not start here."""
    for cell in line.cells:
        for device in cell.devices:
            package = PACKAGES.get(device.driver)
            if package is not None and find_spec(package) is None:
                yield (
                    f"cell {cell.id}, device {device.id}: its driver {device.driver} needs the ROS package {package}, "
                    "which is not installed on this machine."
                )
