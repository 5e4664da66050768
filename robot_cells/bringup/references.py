"""Before a line with rendered cameras begins, its inspections are taught what the products look like to them."""

from __future__ import annotations

import subprocess
import sys

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.errors import BringupError

_PROGRAM = "robot_cells.inspections.rendered_references"


def prepare_references(options: BringupOptions) -> str:
    """Write the reference pictures of the line's products into the run's folder, where its cameras are rendered.

    In a process of its own: what renders has threads and a lot of memory, which whoever starts nodes should not have.
    Takes some seconds for each product the first time. Gives a sentence where nothing can be rendered on this machine,
    so that cameras will give no pictures; else nothing. Raises `BringupError` where they cannot be made.
    """
    if options.simulation is not Simulation.PHYSICS:
        return ""
    command = [sys.executable, "-m", _PROGRAM, str(options.line.resolve()), str(options.references_directory.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stderr.strip().splitlines()
    if done.returncode != 0:
        said = said or [f"it ended with {done.returncode}"]
        raise BringupError(
            f"The inspections cannot be taught what the products look like: {said[-1]}",
            where=str(options.references_directory),
            remedy="Mend what it names, or run the kinematic simulation.",
        )
    return said[-1] if said else ""
