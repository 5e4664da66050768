"""Driving a screw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from robot_cells.processes.runner import RunStatus
from robot_cells.skills.scripted_device import Answer


def answer(angle: np.ndarray, torque: np.ndarray) -> Answer:
    curve = {"angle_rad": angle.tolist(), "torque_nm": torque.tolist()}
    return Answer(1.0, {"torque_nm": float(torque[-1]), "angle_rad": float(angle[-1]), "curve": curve})


def snug(run_down: float = 28.0) -> Answer:
    angle = np.concatenate([np.linspace(0, run_down, 80), np.linspace(run_down, run_down + 0.3, 30)])
    return answer(angle, 0.04 + np.maximum(0, angle - run_down) * 0.7)


def final(end_nm: float = 0.6) -> Answer:
    angle = np.linspace(0, (end_nm - 0.25) / 0.8, 60)
    return answer(angle, 0.25 + 0.8 * angle)


def driver(snug_answer: Answer, final_answer: Answer) -> Any:
    def drive(given: Mapping[str, Any]) -> Answer:
        return snug_answer if given["stage"] == "snug" else final_answer

    return drive


STRIPPED = answer(np.linspace(0, 3, 80), np.concatenate([np.linspace(0.25, 0.4, 20), np.full(60, 0.1)]))
AIR = answer(np.linspace(0, 45, 120), np.full(120, 0.02))


def test_both_stages_are_driven_over_the_screw_and_judged(bench: Any) -> None:
    screwdriver = bench.script("screwdriver", fasten=driver(snug(), final()))
    runner = bench.run("fasten", screw="s1")
    assert runner.status is RunStatus.SUCCEEDED, runner.failure
    assert [given.parameters["stage"] for given in screwdriver.executed] == ["snug", "final"]
    assert [given.parameters["max_angle_rad"] for given in screwdriver.executed] == [45.0, 3.0]
    first, second = runner.result["measurements"]
    assert (first["name"], first["joint"], first["verdict"]) == ("s1.snug.torque", "seated", "pass")
    assert second["torque_rate_nm_rad"] == pytest.approx(0.8, rel=0.01)
    assert second["step"] == "fasten s1"


@pytest.mark.parametrize(
    ("stages", "code", "measured"),
    [
        ((snug(7.0), final()), "fasten.cross_thread", 1),
        ((AIR, final()), "fasten.no_seat", 1),
        ((snug(), STRIPPED), "fasten.strip", 2),
        ((snug(), final(0.5)), "fasten.no_seat", 2),
        ((Answer(0.5, error_code="screwdriver.no_screw"), final()), "fasten.no_screw", 0),
        ((Answer(0.5, error_code="screwdriver.hot"), final()), "screwdriver.hot", 0),
        ((Answer(0.5, {"curve": {"angle_rad": [1], "torque_nm": []}}), final()), "skill.unfit_answer", 0),
        ((Answer(0.5, {"torque_nm": 0.6}), final()), "skill.unfit_answer", 0),
        ((answer(np.array([0.0, np.nan]), np.array([1.0, 2.0])), final()), "skill.unfit_answer", 0),
    ],
)
def test_a_bad_screw_fails_with_its_code_and_its_curve(
    bench: Any, stages: tuple[Answer, Answer], code: str, measured: int
) -> None:
    bench.script("screwdriver", fasten=driver(*stages))
    runner = bench.run("fasten", screw="s1")
    assert runner.failure is not None
    assert runner.failure.code == code
    assert runner.failure.remedy
    measurements = runner.result.get("measurements", [])
    assert len(measurements) == measured
    if measured:
        assert measurements[-1]["verdict"] == "fail"
        assert measurements[-1]["curve"]["torque_nm"]
    if code.startswith("fasten."):
        assert runner.result["defects"][0]["subject"] == "s1"


@pytest.mark.parametrize("stage", ["snug", "final"])
def test_one_stage_alone_is_driven_alone(bench: Any, stage: str) -> None:
    screwdriver = bench.script("screwdriver", fasten=driver(snug(), final()))
    assert bench.run("fasten", screw="s1", stage=stage).status is RunStatus.SUCCEEDED
    assert [given.parameters["stage"] for given in screwdriver.executed] == [stage]


def test_a_screw_that_is_not_in_the_layout_is_told(bench: Any) -> None:
    runner = bench.run("fasten", screw="s_1")
    assert runner.failure is not None
    assert "no screw `s_1`" in runner.failure.message
    assert runner.failure.remedy == "Did you mean `s1`?"
    assert bench.devices["arm"].executed == []


def test_before_the_tray_is_located_nothing_is_driven(bench: Any) -> None:
    runner = bench.run("fasten", located=False, screw="s1")
    assert runner.failure is not None
    assert "take_in" in runner.failure.remedy
    assert bench.devices["arm"].executed == []
