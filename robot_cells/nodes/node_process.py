"""The nodes of the package by the name of their executable, alone or several in one process."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path

from rclpy.node import Node

from robot_cells.errors import RobotCellsError
from robot_cells.nodes.liveness import WatchedLoop
from robot_cells.nodes.run_node import Program, run_node

PROGRAMS = {
    "simulation": ("robot_cells.nodes.simulation", "SimulationNode"),
    "gazebo_devices": ("robot_cells.nodes.gazebo_devices", "GazeboDevicesNode"),
    "orchestrator": ("robot_cells.nodes.orchestrator", "OrchestratorNode"),
    "vision": ("robot_cells.nodes.vision", "VisionNode"),
    "assembly": ("robot_cells.nodes.assembly", "AssemblyNode"),
    "inspection": ("robot_cells.nodes.inspection", "InspectionNode"),
    "machine_tending": ("robot_cells.nodes.machine_tending", "MachineTendingNode"),
    "logistics": ("robot_cells.nodes.logistics", "LogisticsNode"),
    "cell_host": ("robot_cells.nodes.cell_host", "CellHostNode"),
}
"""Module and class of each executable; the node's own name is the executable's until it is remapped."""

_FOR_ALL = (
    "robot_cells.documents.plant",
    "robot_cells.nodes.orchestrator",
    "robot_cells.nodes.cell_host",
    "rclpy.action",
    "sensor_msgs.msg",
    "trajectory_msgs.msg",
    "rosgraph_msgs.msg",
)
"""What most nodes import; OpenCV is not among it, as only two nodes need it."""


class Together:
    """Several programs as one."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._programs = tuple(programs)

    @property
    def groups(self) -> Sequence[Sequence[Node]]:
        """The groups of all."""
        return [nodes for program in self._programs for nodes in program.groups]

    @property
    def loops(self) -> Sequence[WatchedLoop]:
        """The loops of all."""
        return [loop for program in self._programs for loop in program.loops]

    def start(self, on_fault: Callable[[BaseException], None]) -> None:
        """Start one after another."""
        for program in self._programs:
            program.start(on_fault)

    def close(self) -> None:
        """Close in the opposite order."""
        for program in reversed(self._programs):
            program.close()


def run_nodes(executables: Sequence[str], arguments: Sequence[str]) -> int:
    """Run these in this process until it is told to end; the result is the exit code."""
    return run_node(lambda: _made(executables), arguments)


def prepare(lines: Sequence[Path]) -> None:
    """Import what most nodes need and read the line documents, so that forked processes need not.

    A document with faults is left to the nodes to complain about, each in its own log.
    """
    for module in _FOR_ALL:
        importlib.import_module(module)
    from robot_cells.nodes.plant_cache import preload

    for line in lines:
        try:
            preload(line)
        except RobotCellsError:
            continue


def _made(executables: Sequence[str]) -> Program:
    programs: list[Program] = []
    for executable in executables:
        module, name = PROGRAMS[executable]
        programs.append(getattr(importlib.import_module(module), name)())
    return programs[0] if len(programs) == 1 else Together(programs)
