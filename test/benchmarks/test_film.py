"""The film of the line: which moments it shows, and that it can be written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.physics.film.__main__ import write_animation
from benchmarks.physics.film.recording import Moment, RecordingWorlds
from benchmarks.physics.film.shots import SHOTS, Shot, stretch
from benchmarks.physics.film.stage import Eye, Stage
from robot_cells.devices.device_client import CommandState
from robot_cells.documents.plant import load_plant
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_equipment import SimulatedEquipment

EYE = Eye((7.6, 2.7, 0.4), 9.6, 90.0, -34.0)


def moment(number: int, *doing: str) -> Moment:
    return Moment(number / 10, (), (), frozenset(doing))


def test_the_stretch_with_most_of_what_is_wanted_is_shown() -> None:
    moments = [moment(number, *(["screw a"] if 300 <= number < 340 else [])) for number in range(600)]
    shot = Shot("screws", EYE, 2.0, 3.0, lambda item: float("screw a" in item.doing))
    found = stretch(moments, shot, 10.0)
    assert len(found) == 20
    assert 26.0 <= found[0].at_s <= 30.0 and round(found[-1].at_s - found[0].at_s, 6) == 5.7
    assert sum("screw a" in item.doing for item in found) >= 12


def test_every_shot_lasts_so_that_the_film_takes_ten_to_fifteen_seconds() -> None:
    assert 10.0 <= sum(shot.seconds for shot in SHOTS) <= 15.0


def test_what_moves_is_recorded_and_rendered(tmp_path: Path) -> None:
    plant = load_plant(Path("config/lines/compute_tray.yaml"))
    made: list[RecordingWorlds] = []

    def worlds(of: object) -> RecordingWorlds:
        made.append(RecordingWorlds(of))  # type: ignore[arg-type]
        return made[0]

    equipment = SimulatedEquipment(plant.line, plant.products, kinds=replace(PHYSICS, worlds=worlds))
    changes = equipment.command("amr_1", "vehicle", "c1", "travel", {"to": "assembly_1"}, 0.0)
    changes += equipment.advance(3.0)
    assert all(getattr(item, "state", None) is not CommandState.FAILED for item in changes)
    moments = made[0].moments
    assert 25 <= len(moments) <= 31 and "drive amr_1" in moments[-1].doing
    stage = Stage(made[0].scene, 160, 90)
    first, last = (stage.picture(item, EYE) for item in (moments[0], moments[-1]))
    stage.close()
    assert first.shape == (90, 160, 3) and first.std() > 10.0
    assert np.abs(first.astype(int) - last).max() > 40
    out = tmp_path / "film.webp"
    write_animation(out, [first, last], 10.0, 60)
    done, animation = cv2.imreadanimation(str(out))
    assert done and len(animation.frames) == 2
