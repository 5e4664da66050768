"""From the line document to the nodes that run it: the one list for launch files and for the local supervisor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.node_spec import NodeSpec, Parameter
from robot_cells.ids import CellId
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.line import Line

LEAN_FROM = 8
"""A process of so many cells gives them no node, action and service each (see `nodes/cell_host.py`)."""
GAZEBO_DEVICES = "gazebo_devices"
"""The node that has bodies in Gazebo do what the line's devices do."""
EVERYTHING = "line"
"""The name of the process that holds all nodes."""


class HasLine(Protocol):
    """A plant, as far as it matters here (`documents.plant.Plant` is one)."""

    @property
    def line(self) -> Line:
        """The line."""
        ...


def node_specs(plant: HasLine, options: BringupOptions) -> tuple[NodeSpec, ...]:
    """All nodes of the line; those that others wait for come first."""
    line = plant.line
    specs = [*_simulation(options), _orchestrator(options)]
    if _has_camera(line):
        specs.append(_vision(options))
    kinds = cell_kinds(line)
    if options.processes is None:
        specs += [_cell(cell, kind, options) for cell, kind in kinds.items()]
    else:
        specs += _hosts(list(kinds), options)
    return tuple(replace(spec, remaps=(*spec.remaps, *_own_clock(options))) for spec in specs)


def _own_clock(options: BringupOptions) -> tuple[tuple[str, str], ...]:
    """`/clock` is one for a whole domain: a line in a namespace has its own there, or two lines would share a time."""
    if not options.simulation.has_clock or options.absolute_namespace == "/":
        return ()
    return (("/clock", f"{options.absolute_namespace}/clock"),)


def cell_kinds(line: Line) -> Mapping[CellId, CellKind]:
    """Every cell of the line with its kind, the vehicles among them."""
    kinds = {cell.id: cell.kind for cell in line.cells}
    kinds.update({vehicle.id: CellKind.LOGISTICS for vehicle in line.vehicles})
    return kinds


def _common(options: BringupOptions) -> dict[str, Parameter]:
    return {
        "line": str(options.line.resolve()),
        "use_sim_time": options.simulation.has_clock,
    }


def _process(options: BringupOptions) -> str:
    return EVERYTHING if options.processes == 0 else ""


def _simulation(options: BringupOptions) -> list[NodeSpec]:
    """Who stands in for the equipment: by itself, or with bodies in Gazebo, which makes the time then."""
    if options.simulation is Simulation.NONE:
        return []
    parameters: dict[str, Parameter] = {"line": str(options.line.resolve())}
    if options.simulation is Simulation.GAZEBO:
        executable = GAZEBO_DEVICES
        parameters |= {"use_sim_time": True, "tray": options.tray}
    else:
        executable = "simulation"
        parameters |= {"simulation": options.simulation.value, "speed": float(options.speed)}
    parameters |= {
        "seed": options.seed,
        "run_directory": str(options.run_directory.resolve()),
    }
    if options.orders is not None:
        parameters["orders"] = str(options.orders.resolve())
    return [
        NodeSpec(
            executable,
            executable,
            options.absolute_namespace,
            parameters,
            process=_process(options),
            essential=True,
        )
    ]


def _orchestrator(options: BringupOptions) -> NodeSpec:
    parameters = {
        **_common(options),
        "journal": str(options.journal_path.resolve()),
        "killed_log": str(options.killed_path.resolve()),
    }
    if options.orders is not None and options.submit_orders:
        parameters["orders"] = str(options.orders.resolve())
    if options.scheduler is not None:
        parameters["scheduler"] = options.scheduler.value
    return NodeSpec(
        "orchestrator",
        "orchestrator",
        options.absolute_namespace,
        parameters,
        process=_process(options),
        essential=True,
    )


def _vision(options: BringupOptions) -> NodeSpec:
    parameters = {**_common(options), "evidence_directory": str(options.evidence_directory.resolve())}
    if options.models is not None:
        parameters["models_directory"] = str(options.models.resolve())
    if options.simulation is Simulation.PHYSICS:
        parameters["references_directory"] = str(options.references_directory.resolve())
    return NodeSpec("vision", "vision", options.absolute_namespace, parameters, process=_process(options))


def _cell(cell: CellId, kind: CellKind, options: BringupOptions) -> NodeSpec:
    parameters = {
        **_common(options),
        "cell": str(cell),
        "speed": _real_speed(options),
        "state_directory": str(options.ledger_directory.resolve()),
    }
    return NodeSpec(kind.value, str(cell), options.absolute_namespace, parameters)


def _real_speed(options: BringupOptions) -> float:
    """Seconds of line time in a second of real time: Gazebo's speed is its own matter, and hardly above one."""
    return float(options.speed) if options.simulation.is_node else 1.0


def _hosts(cells: Sequence[CellId], options: BringupOptions) -> list[NodeSpec]:
    """The cells dealt over as many hosts as are asked for, neighbours together, shares as even as can be."""
    count = min(max(1, options.processes or 1), len(cells))
    bounds = [round(index * len(cells) / count) for index in range(count + 1)]
    specs = []
    for index in range(count):
        share = tuple(map(str, cells[bounds[index] : bounds[index + 1]]))
        parameters = {
            **_common(options),
            "cells": share,
            "speed": _real_speed(options),
            "lean": len(share) >= LEAN_FROM,
            "state_directory": str(options.ledger_directory.resolve()),
        }
        name = f"cells_{index + 1}"
        specs.append(NodeSpec("cell_host", name, options.absolute_namespace, parameters, process=_process(options)))
    return specs


def _has_camera(line: Line) -> bool:
    return any(device.kind is DeviceKind.CAMERA for cell in line.cells for device in cell.devices)
