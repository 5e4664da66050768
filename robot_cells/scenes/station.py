"""The working place of a cell: a plate with pins that locates the tray, and the feeders at their documented places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import BOTTOM_M, CABLE, COUPLING, PLUG_M, SCREW, WALL_M
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, corners, post, slab
from robot_cells.scenes.cell_plan import TABLE_TOP_M, CellPlan

PIN_PLAY_M = 0.0005
"""Between a located tray and the pins round it."""
RIM_M = 0.003
FEEDER_PLAY_M = 0.004
"""Between a part and the rim of its feeder."""
OTHER_FEEDER_M = (0.08, 0.08)
"""A feeder for parts that are on no layout."""


def station_mechanism(plan: CellPlan, layouts: Iterable[Layout]) -> Mechanism:
    """Stands in the cell's frame: frames `tray` (a located tray's) and `feeder_<part type>` (where it is picked)."""
    sizes = feeder_sizes(layouts)
    bodies = [Body("locator", pose=plan.tray_in_cell, geometries=tuple(_locator(plan)))]
    frames = {"tray": Frame("locator")}
    for part, place in plan.feeders.items():
        name = f"feeder_{part}"
        width, depth = sizes.get(part, OTHER_FEEDER_M)
        pose = plan.base @ place
        # A cable is picked by its first plug and lies along x from there.
        away = (width - PLUG_M[0]) / 2.0 if part == CABLE else 0.0
        nest = _feeder((away, 0.0), width, depth, pose.z_m - TABLE_TOP_M)
        bodies.append(Body(name, pose=pose, geometries=tuple(nest)))
        frames[name] = Frame(name)
    return Mechanism("station", tuple(bodies), frames)


def feeder_sizes(layouts: Iterable[Layout]) -> Mapping[str, tuple[float, float]]:
    """By part type how wide and deep the largest part of that type is, in metres."""
    sizes: dict[str, tuple[float, float]] = {}

    def larger(part: str, width: float, depth: float) -> None:
        known = sizes.get(part, (0.0, 0.0))
        sizes[part] = (max(known[0], width), max(known[1], depth))

    for layout in layouts:
        for module in layout.modules:
            larger(module.type, module.width_m, module.depth_m)
        for screw in layout.screws:
            larger(SCREW, screw.diameter_m, screw.diameter_m)
        for coupling in layout.couplings:
            larger(COUPLING, coupling.diameter_m, coupling.diameter_m)
        for cable in layout.cables:
            larger(CABLE, cable.length_m + PLUG_M[0], PLUG_M[1])
    return sizes


def _locator(plan: CellPlan) -> list[Geometry]:
    """In the frame `tray`: a plate under the tray's bottom, feet down to the table, pins round the walls."""
    w, d, under = plan.width_m, plan.depth_m, -BOTTOM_M
    table = TABLE_TOP_M - plan.tray_in_cell.z_m
    plate = min(0.012, (under - table) / 2)
    found = [block("plate", (0.02, w - 0.02), (0.02, d - 0.02), (under - plate, under), palette.ALUMINIUM)]
    if under - plate - table > 1e-6:
        found += [
            slab(f"stud_{n}", at, (0.05, 0.05), (table, under - plate), palette.FRAME)
            for n, at in enumerate(corners((0, w), (0, d), 0.08))
        ]
    radius, away = 0.006, WALL_M + PIN_PLAY_M + 0.006
    places = [(-away, 0.15 * d), (-away, 0.85 * d), (w + away, 0.15 * d), (w + away, 0.85 * d)]
    places += [(0.2 * w, -away), (0.8 * w, -away), (0.2 * w, d + away), (0.8 * w, d + away)]
    found += [post(f"pin_{n}", at, radius, (table, 0.012), palette.STEEL) for n, at in enumerate(places)]
    found += [
        post(f"tip_{n}", at, radius * 0.7, (0.012, 0.017), palette.ACCENT, "visual") for n, at in enumerate(places)
    ]
    return found


def _feeder(at: tuple[float, float], width_m: float, depth_m: float, height_m: float) -> list[Geometry]:
    """A nest round one part: its floor is the plane on which the part lies, with its middle `at`."""
    half_x, half_y = width_m / 2 + FEEDER_PLAY_M, depth_m / 2 + FEEDER_PLAY_M
    x, y = (at[0] - half_x, at[0] + half_x), (at[1] - half_y, at[1] + half_y)
    found = [block("nest", x, y, (-min(height_m, 0.012), 0.0), palette.PLASTIC)] if height_m > 0.0 else []
    if height_m > 0.012:
        found.append(block("body", x, y, (-height_m, -0.012), palette.FRAME))
    rim = (-0.012 if height_m > 0.012 else -height_m, 0.004)
    outer_x = (x[0] - RIM_M, x[1] + RIM_M)
    found += [
        block("rim_left", (x[0] - RIM_M, x[0]), y, rim, palette.ACCENT),
        block("rim_right", (x[1], x[1] + RIM_M), y, rim, palette.ACCENT),
        block("rim_front", outer_x, (y[0] - RIM_M, y[0]), rim, palette.ACCENT),
        block("rim_back", outer_x, (y[1], y[1] + RIM_M), rim, palette.ACCENT),
    ]
    return found
