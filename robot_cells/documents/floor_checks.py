"""Rules on the floor: no two cells stand in each other, and vehicles have room where they dock and wait."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.lines.vehicle import Vehicle
from robot_cells.scenes.footprint import Footprint, docked_vehicle, furniture, overlap_m

TOUCHING_M = 0.001
"""Things may stand side by side."""


@dataclass(frozen=True, slots=True)
class _Covered:
    """A part of the floor that furniture of a cell covers, or a vehicle there: one that docks, or (`waiting`) waits."""

    bodies: CellBodies
    shape: Footprint
    is_vehicle: bool = False
    waiting: int | None = None
    """The place of the waiting vehicle in the line document."""


def check_floor(cells: Sequence[CellBodies], vehicles: Sequence[Vehicle]) -> Iterator[Problem]:
    """Tables and buffers that stand in those of another cell, and docks in which something stands."""
    covered = [_Covered(bodies, shape) for bodies in cells for shape in furniture(bodies.plan)]
    if vehicles:
        covered += [_Covered(bodies, docked_vehicle(bodies.plan), is_vehicle=True) for bodies in cells]
        covered += _waiting(cells, vehicles)
    worst: dict[tuple[int, int, bool, int | None], tuple[float, _Covered, _Covered]] = {}
    for one, other in _near_pairs(covered):
        if one.is_vehicle and other.is_vehicle:
            continue  # vehicles give way to each other
        first, second = sorted((one, other), key=lambda item: (item.is_vehicle, item.bodies.index))
        if first.bodies is second.bodies and not second.is_vehicle:
            continue
        far = overlap_m(one.shape, other.shape)
        key = (first.bodies.index, second.bodies.index, second.is_vehicle, second.waiting)
        if far > TOUCHING_M and (key not in worst or far > worst[key][0]):
            worst[key] = (far, first, second)
    for far, first, second in worst.values():
        yield _problem(far, first, second, vehicles)


def _waiting(cells: Sequence[CellBodies], vehicles: Sequence[Vehicle]) -> Iterator[_Covered]:
    """Vehicles that wait beside another one at their home: the first stands in the dock."""
    at = {bodies.cell.id: bodies for bodies in cells}
    there: dict[str, int] = {}
    for index, vehicle in enumerate(vehicles):
        beside = there.get(vehicle.home, 0)
        there[vehicle.home] = beside + 1
        if beside and vehicle.home in at:
            home = at[vehicle.home]
            yield _Covered(home, docked_vehicle(home.plan, beside), is_vehicle=True, waiting=index)


def _near_pairs(covered: Sequence[_Covered]) -> Iterator[tuple[_Covered, _Covered]]:
    """Pairs whose spans along x meet: swept from low to high, so that long lines stay cheap."""
    spans = [(min(x for x, _ in item.shape.corners_m), max(x for x, _ in item.shape.corners_m)) for item in covered]
    open_now: list[int] = []
    for place in sorted(range(len(covered)), key=lambda place: spans[place]):
        open_now = [earlier for earlier in open_now if spans[earlier][1] > spans[place][0]]
        for earlier in open_now:
            yield covered[earlier], covered[place]
        open_now.append(place)


def _problem(far_m: float, first: _Covered, second: _Covered, vehicles: Sequence[Vehicle]) -> Problem:
    """`first` is furniture; `second` is that of a later cell, or a vehicle."""
    there = f"the {first.shape.name} of {first.bodies.cell.id}"
    if not second.is_vehicle:
        what = f"the {second.shape.name} of {second.bodies.cell.id} stands {far_m:.2f} m deep in {there}"
        remedy = f"move one of the cells by {math.ceil(far_m * 100) / 100:.2f} m or more, or turn it (yaw_rad)"
        return second.bodies.problem(("pose",), what, remedy)
    if second.waiting is None:
        what = f"a vehicle that docks at {second.bodies.cell.id} stands {far_m:.2f} m deep in {there}"
        return second.bodies.problem(
            ("pose",), what, "leave room behind the buffers of this cell, or turn it (yaw_rad)"
        )
    vehicle = vehicles[second.waiting]
    what = f"{vehicle.id}, which waits beside others at {vehicle.home}, stands {far_m:.2f} m deep in {there}"
    return second.bodies.document.problem(
        ("vehicles", second.waiting, "home"), what, "give it another home, or leave room there"
    )
