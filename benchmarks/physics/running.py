"""How fast worlds run, how well arms end where they were sent, and how long a picture takes."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.physics.insertions import ELBOW_UP
from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import CellId, ProductId, SerialNumber
from robot_cells.motions.branch import Elbow, branch_of
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.scene import Role, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.simulations.physics.path_follower import PathFollower
from robot_cells.simulations.physics.picture_stage import PictureStage, Shown
from robot_cells.simulations.physics.scene_world import arm_of, scene_world
from robot_cells.simulations.tray import PlacedModule, Tray

LINE = Path("config/lines/compute_tray.yaml")
PRODUCT = ProductId("tray_a")
CELL = CellId("assembly_1")
ARM = SixAxisArm(UR10E, 0.20)
MOVE_S = 1.2


@dataclass(frozen=True, slots=True)
class RunningFigures:
    """`*_factor` is simulated time over processor time, in one thread, while every arm moves.

    `cell` is an assembly cell with a finished tray of `parts` parts; `*_awake` the same with nothing allowed to sleep.
    Errors are between where the planned joints put the tool and where it stands at the end of its move.
    """

    parts: int
    cell_factor: float
    cell_awake_factor: float
    moves: int
    worst_position_m: float
    worst_turn_rad: float
    same_digest: bool


def measure_running(seconds: float, seed: int = 0) -> RunningFigures:
    """Arms go from place to place for so much simulated time."""
    plant = load_plant(LINE)
    one = build_scene(plant.line, plant.products, cells=[CELL], vehicles=False, trays=_trays(plant, [CELL]))
    cell = _drive(one, seconds, seed)
    again = _drive(one, seconds, seed)
    awake = _drive(one, min(seconds, 2.0), seed, sleep=False)
    return RunningFigures(
        parts=sum(placed.role is Role.PART for placed in one.placed),
        cell_factor=cell.factor,
        cell_awake_factor=awake.factor,
        moves=len(cell.errors_m),
        worst_position_m=max(cell.errors_m),
        worst_turn_rad=max(cell.errors_rad),
        same_digest=cell.digest == again.digest,
    )


def picture_ms(frames: int) -> float:
    """The median time of a picture of 640 x 480 of the inspection cell, as the line's rendered camera makes it."""
    plant = load_plant(LINE)
    cell = CellId("inspection")
    scene = build_scene(plant.line, plant.products, cells=[cell], vehicles=False)
    scene = replace(scene, cameras=(replace(scene.cameras[0], width_px=640, height_px=480),))
    layout, (_, tray) = plant.products[PRODUCT].layout, _trays(plant, [cell])[cell]
    assert layout is not None
    stage = PictureStage(scene, layout)
    at = plan_cell(plant.line.cell(cell), [layout]).tray_in_line
    times = []
    for number in range(frames + 1):
        begin = time.perf_counter()
        stage.render(Shown(tray, at, seed=number), scene.cameras[0].name)
        times.append(time.perf_counter() - begin)
    return float(np.median(times[1:])) * 1e3


@dataclass(frozen=True, slots=True)
class _Drive:
    factor: float
    errors_m: tuple[float, ...]
    errors_rad: tuple[float, ...]
    digest: str


def _drive(scene: Scene, seconds: float, seed: int, *, sleep: bool = True) -> _Drive:
    world = scene_world(scene)
    if not sleep:
        import mujoco

        world.model.opt.enableflags &= ~int(mujoco.mjtEnableBit.mjENBL_SLEEP)
    arms = [arm_of(world, placed) for placed in scene.of(role=Role.ARM)]
    places = arm_places(np.random.default_rng(seed), math.ceil(seconds / MOVE_S) + 1)
    for arm in arms:
        arm.stand(places[0])
    world.settle()
    world.advance(0.1)
    errors_m, errors_rad = [], []
    begin_s, begin_cpu_s = world.now_s, time.process_time()
    for start, goal in itertools.pairwise(places):
        followers = [PathFollower(arm, smooth_move(start, goal, MOVE_S, world.now_s)) for arm in arms]
        for follower in followers:
            world.add(follower)
        for _ in followers:
            world.advance(world.now_s + 2.0 * MOVE_S)
        for arm in arms:
            off = np.linalg.inv(ARM.forward(goal)) @ arm.tool()
            errors_m.append(float(np.linalg.norm(off[:3, 3])))
            errors_rad.append(math.acos(min(1.0, (float(np.trace(off[:3, :3])) - 1.0) / 2.0)))
    factor = (world.now_s - begin_s) / (time.process_time() - begin_cpu_s)
    return _Drive(factor, tuple(errors_m), tuple(errors_rad), world.digest())


def arm_places(draw: np.random.Generator, count: int, near: Sequence[float] = ELBOW_UP) -> list[tuple[float, ...]]:
    """Over tray and feeders, tool down, elbow up: where nothing is in the way."""
    found: list[tuple[float, ...]] = []
    while len(found) < count:
        x, y, z = draw.uniform((0.45, -0.5, 0.30), (0.8, 0.5, 0.45)).tolist()
        last = found[-1] if found else near
        reached = ARM.inverse(tool_down(x, y, z, float(draw.uniform(-0.4, 0.4))), last)
        if reached is not None and branch_of(UR10E, reached).elbow is Elbow.UP:
            found.append(reached)
    return found


def _trays(plant: Plant, cells: list[CellId]) -> Mapping[CellId, tuple[ProductId, Tray]]:
    layout = plant.products[PRODUCT].layout
    assert layout is not None
    return {
        cell: (
            PRODUCT,
            Tray(
                SerialNumber(f"WO-1-{number:03d}"),
                PRODUCT,
                modules={item.id: PlacedModule(item.x_m, item.y_m, item.rotation_rad) for item in layout.modules},
                screws={screw.id: 0.6 for screw in layout.screws},
                couplings={coupling.id for coupling in layout.couplings},
                cables={cable.id for cable in layout.cables},
            ),
        )
        for number, cell in enumerate(cells)
    }
