"""The cell in which motions are measured: the reference line's first assembly cell with a tray, and a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Cylinder
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import CellId, DeviceId, SerialNumber
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.contact import MayTouch
from robot_cells.motions.plan import Positions
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.simulations.tray import Tray

LINE = Path("config/lines/compute_tray.yaml")
CELL = CellId("assembly_1")
ARM = f"{CELL}/arm"
CARRIED = "carried"
_POST_M = (0.55, 0.40)
"""Of the post, in the arm's frame `base`: between the tray and the feeders on its left."""
_PART = Box(0.08, 0.05, 0.03)


@dataclass(frozen=True, slots=True)
class TrialCell:
    """The worlds without and with a part in the hand, `empty` and `full`, and those of the last way to a part.

    In these, `empty_near` and `full_near`, hand and part may touch station, tray and parts, but not table and post.
    `scene` is the cell as bodies, without what is in the hand. `feeders` by type and `tray` are places in the arm's
    frame `base` (x, y, z in metres); of the tray two corners.
    """

    empty: CollisionWorld
    full: CollisionWorld
    empty_near: CollisionWorld
    full_near: CollisionWorld
    home: Positions
    feeders: Mapping[str, tuple[float, float, float]]
    tray: tuple[tuple[float, float], tuple[float, float], float]
    scene: Scene


def trial_cell() -> TrialCell:
    """As the line document has it; raises `RobotCellsError` where that cannot be read."""
    plant = load_plant(LINE)
    device = plant.line.cell(CELL).device(DeviceId("arm"))
    station = plant.line.cell(CELL).device(DeviceId("station")).parameters
    scene = _scene(plant)
    empty, full = CollisionWorld(scene, ARM), CollisionWorld(scene, ARM, held={CARRIED: Pose3D(z_m=_PART.z_m / 2.0)})
    allowed = [
        MayTouch(hand, item.name)
        for item in scene.of()
        if item.role in (Role.STATION, Role.PRODUCT, Role.PART) and item.name != CARRIED
        for hand in (ARM, CARRIED)
    ]
    layout = plant.products[next(iter(plant.products))].layout
    assert layout is not None
    tray = station["tray"]
    low = (float(tray["x_m"]), float(tray["y_m"]))
    high = (low[0] + layout.width_m, low[1] + layout.depth_m)
    return TrialCell(
        empty,
        full,
        empty.allowing(*allowed, margin_m=0.002),
        full.allowing(*allowed, margin_m=0.002),
        tuple(float(value) for value in device.parameters["home_rad"]),
        {name: (float(f["x_m"]), float(f["y_m"]), float(f["z_m"])) for name, f in station["feeders"].items()},
        (low, high, float(tray["z_m"])),
        replace(scene, placed=tuple(item for item in scene.placed if item.name != CARRIED)),
    )


def _scene(plant: Plant) -> Scene:
    product = next(iter(plant.products))
    trays = {CELL: (product, Tray(SerialNumber("WO-1-001"), product))}
    scene = build_scene(plant.line, plant.products, cells=[CELL], vehicles=False, trays=trays)
    arm = scene.find(ARM)
    post = Mechanism("post", (Body("post", geometries=(Geometry("g", Cylinder(0.03, 0.8)),)),))
    part = Mechanism("part", (Body("part", geometries=(Geometry("g", _PART),)),))
    at = arm.pose @ Pose3D(_POST_M[0], _POST_M[1], 0.4)
    more = (
        Placed(f"{CELL}/post", Role.STRUCTURE, post, at, cell=CELL),
        # Far from everything: it is only ever in the hand.
        Placed(CARRIED, Role.PART, part, Pose3D(z_m=50.0), is_fixed=False),
    )
    return replace(scene, placed=(*scene.placed, *more))
