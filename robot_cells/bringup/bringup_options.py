"""How a line is brought up: everything that is not in its documents."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from robot_cells.bringup.killed_processes import KILLED_LOG
from robot_cells.bringup.watchdog import WATCHDOG_S
from robot_cells.errors import BringupError
from robot_cells.lines.scheduling import Scheduler

MAX_SPEED = 1000.0
"""No machine holds a higher speed; a larger one is a slip of the keyboard."""
MAX_SEED = 2**63 - 1
"""What a parameter of ROS can hold."""
MIN_WATCHDOG_S = 1.0
"""The middleware may stand still for half a second without being at fault (`fastdds.xml`)."""
LOG_LEVELS = ("debug", "info", "warn", "error", "fatal")
"""What ROS knows."""


def is_namespace(namespace: str) -> bool:
    """Whether this can be a namespace in ROS: words of letters, digits and `_`, none beginning with a digit."""
    return re.fullmatch(r"/?([A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*/?)?", namespace) is not None


class Simulation(Enum):
    """What stands in for the equipment."""

    KINEMATIC = "kinematic"
    """The simulation node: devices that move and measure, and `/clock`."""
    PHYSICS = "physics"
    """The simulation node, in which bodies have weight, touch and are held (docs/physics.md)."""
    GAZEBO = "gazebo"
    """Gazebo, which runs elsewhere and makes `/clock` through its bridge (docs/gazebo.md)."""
    NONE = "none"
    """Nothing: the devices are real, and time is the machine's."""

    @property
    def is_node(self) -> bool:
        """Whether the node `simulation` runs: it makes the time then, as fast as it is asked to."""
        return self in (Simulation.KINEMATIC, Simulation.PHYSICS)

    @property
    def has_clock(self) -> bool:
        """Whether time comes from `/clock`."""
        return self is not Simulation.NONE


@dataclass(frozen=True, slots=True)
class BringupOptions:
    """What a line is brought up with.

    `line` is the line document, `orders` an orders document whose faults the simulated equipment has; with
    `submit_orders` the orchestrator takes its orders in on start.

    `speed` is simulated seconds per second. `processes` says how the nodes are spread: None is one process for each
    cell, 0 one for everything, n that many for the cells together. Everything written goes under `run_directory`;
    the journal may lie elsewhere. `domain` None is that of the environment. A process in which something has stood
    still for `watchdog_s` seconds of real time is killed and started again. `scheduler` None is that of the line
    document. `models` is the directory of inspection models that recipes name; None: golden samples only. `tray` is
    the product of which one tray stands in every cell of Gazebo's world; empty: none does.
    """

    line: Path
    run_directory: Path
    orders: Path | None = None
    submit_orders: bool = False
    journal: Path | None = None
    speed: float = 1.0
    seed: int = 0
    simulation: Simulation = Simulation.KINEMATIC
    namespace: str = "/"
    domain: int | None = None
    processes: int | None = None
    log_level: str = "info"
    watchdog_s: float = WATCHDOG_S
    scheduler: Scheduler | None = None
    models: Path | None = None
    tray: str = ""

    def __post_init__(self) -> None:
        if not 0.0 < self.speed <= MAX_SPEED:
            raise BringupError(f"A speed of {self.speed:g} cannot be held.", remedy=f"Name one up to {MAX_SPEED:g}.")
        if not 0 <= self.seed <= MAX_SEED:
            raise BringupError(f"The seed {self.seed} cannot be used.", remedy=f"Name one from 0 to {MAX_SEED}.")
        if not is_namespace(self.namespace):
            raise BringupError(f"{self.namespace!r} is no namespace.", remedy="One looks like /plant_1/line_2.")
        if self.processes is not None and self.processes < 0:
            raise BringupError(f"{self.processes} processes cannot be started.", remedy="Name zero or more.")
        if not MIN_WATCHDOG_S <= self.watchdog_s < math.inf:
            raise BringupError(
                f"No process can be watched every {self.watchdog_s:g} s.",
                remedy=f"Name {MIN_WATCHDOG_S:g} or more.",
            )
        if self.log_level not in LOG_LEVELS:
            raise BringupError(f"There is no log level {self.log_level!r}.", remedy=f"Name {', '.join(LOG_LEVELS)}.")

    @property
    def domain_id(self) -> int:
        """The domain, that of the environment where none is named."""
        return self.domain if self.domain is not None else int(os.environ.get("ROS_DOMAIN_ID") or 0)

    @property
    def journal_path(self) -> Path:
        """Where the journal is."""
        return self.journal or self.run_directory / "journal.sqlite"

    @property
    def ledger_directory(self) -> Path:
        """Where the cells keep their ledgers."""
        return self.run_directory / "cells"

    @property
    def evidence_directory(self) -> Path:
        """Where the vision node keeps annotated pictures."""
        return self.run_directory / "evidence"

    @property
    def references_directory(self) -> Path:
        """Where it is kept what products look like to the cameras of a simulation that renders."""
        return self.run_directory / "references"

    @property
    def killed_path(self) -> Path:
        """Where the supervisor notes which processes it has killed."""
        return self.run_directory / KILLED_LOG

    @property
    def log_directory(self) -> Path:
        """One file for each process."""
        return self.run_directory / "log"

    @property
    def absolute_namespace(self) -> str:
        """The namespace with its slash in front."""
        return "/" + self.namespace.strip("/")
