"""The files that Gazebo and its bridge are started with, in the folder of the run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from robot_cells.bringup.gazebo_command import BEGIN_S
from robot_cells.documents.plant import Plant
from robot_cells.errors import BringupError
from robot_cells.ids import ProductId
from robot_cells.scenes.gazebo_release import GazeboRelease
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.scene_files import SceneFormat, scene_files
from robot_cells.scenes.standing_trays import standing_trays

FOLDER = "gazebo"
"""Below the folder of the run."""


@dataclass(frozen=True, slots=True)
class GazeboWorld:
    """What was written: the world, and the `config_file` of the bridge."""

    world: Path
    bridge: Path


def write_gazebo_world(plant: Plant, run_directory: Path, release: GazeboRelease, tray: str = "") -> GazeboWorld:
    """Write them; with a product's name as `tray`, one of it stands in every cell from the beginning.

    Raises `BringupError` for a product that the line does not make, `SceneError` where the line cannot be built.
    """
    product = ProductId(tray)
    if tray and product not in plant.products:
        names = ", ".join(plant.products)
        raise BringupError(f"The line makes no product {tray!r}.", where="tray", remedy=f"Name one of {names}.")
    trays = standing_trays(plant.line, plant.products, product) if tray else None
    scene = build_scene(plant.line, plant.products, trays=trays)
    folder = run_directory / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in scene_files(scene, SceneFormat.SDF, release).items():
        (folder / name).write_bytes(content)
    return GazeboWorld(folder / f"{scene.line}.sdf", bridge_file(plant, run_directory))


def bridge_file(plant: Plant, run_directory: Path) -> Path:
    """Where the bridge's file of a run is, or would be."""
    return run_directory / FOLDER / f"{plant.line.id}.bridge.yaml"


def begin_s(run_directory: Path) -> float:
    """The line time at which Gazebo has to begin: where the run had come to, so that time never runs backwards.

    Raises `BringupError` where the run's record of commands cannot be read.
    """
    path, latest_s = run_directory / "commands.jsonl", BEGIN_S
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return latest_s
    # The last line may be torn: the process that wrote it was killed.
    for line in lines:
        try:
            latest_s = max(latest_s, float(json.loads(line)["at_s"]))
        except (ValueError, TypeError, KeyError) as error:
            if line is not lines[-1]:
                raise BringupError(
                    f"A line in it cannot be read ({error!r:.60}).", where=str(path), remedy="Begin another run."
                ) from error
    return latest_s
