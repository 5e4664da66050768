"""Trays as the layout has them: bare with a full kit, or finished."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from robot_cells.ids import SerialNumber
from robot_cells.orders.layout import Layout, Module
from robot_cells.orders.part_sizes import CABLE, COUPLING

TORQUE_NM = 0.6
"""Of a screw that is tight: the usual target."""


@dataclass(frozen=True, slots=True)
class NominalTray:
    """What is on it, as `TrayState` asks for it; every module stands exactly where the layout has it."""

    serial: SerialNumber
    parts: Sequence[str] = ()
    modules: Mapping[str, Module] = field(default_factory=dict)
    screws: Mapping[str, float] = field(default_factory=dict)
    couplings: Collection[str] = ()
    cables: Collection[str] = ()


def bare_tray(layout: Layout, serial: SerialNumber) -> NominalTray:
    """A chassis; all parts are in its kit."""
    parts = [module.type for module in layout.modules]
    parts += [COUPLING] * len(layout.couplings) + [CABLE] * len(layout.cables)
    return NominalTray(serial, parts)


def finished_tray(layout: Layout, serial: SerialNumber) -> NominalTray:
    """Every part is in its place."""
    return NominalTray(
        serial,
        modules={module.id: module for module in layout.modules},
        screws={screw.id: TORQUE_NM for screw in layout.screws},
        couplings=tuple(coupling.id for coupling in layout.couplings),
        cables=tuple(cable.id for cable in layout.cables),
    )
