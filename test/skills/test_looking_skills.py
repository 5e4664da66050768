"""Skills that look: scanner, camera, vision."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from robot_cells.processes.runner import RunStatus
from robot_cells.skills.scripted_device import Answer

PICTURE = np.zeros((4, 5, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("answer", "expected", "code"),
    [
        (Answer(result={"text": "S-1"}), "", None),
        (Answer(result={"text": "S-2"}), "", "scan.wrong_code"),
        (Answer(result={"text": "S-2"}), "S-2", None),
        (Answer(result={"text": ""}), "", "scan.wrong_code"),
        (Answer(error_code="scanner.no_read"), "", "scan.no_read"),
        (Answer(error_code="scanner.broken"), "", "scanner.broken"),
    ],
)
def test_a_code_is_compared_with_the_one_expected(bench: Any, answer: Answer, expected: str, code: str | None) -> None:
    bench.script("scanner", scan=answer)
    runner = bench.run("scan_code", located=False, expected=expected)
    assert (runner.failure.code if runner.failure else None) == code
    if code == "scan.wrong_code":
        assert runner.result["code"] == answer.result["text"]


@pytest.mark.parametrize(
    ("image", "stamp_s"),
    [
        (None, 1.0),
        ("", 1.0),
        ("image_raw", None),
        ("image_raw", float("nan")),
        (PICTURE.astype(float), 1.0),
        (PICTURE[:, :, 0], 1.0),
        (np.zeros((0, 0, 3), dtype=np.uint8), 1.0),
    ],
)
def test_a_camera_that_gives_no_picture_is_found_out(bench: Any, image: object, stamp_s: float | None) -> None:
    bench.script("camera", capture=Answer(result={"image": image, "stamp_s": stamp_s}))
    runner = bench.run("capture", located=False)
    assert runner.failure is not None
    assert runner.failure.code == "camera.no_image"


def inspected(bench: Any, answer: Answer) -> Any:
    bench.script("camera", capture=Answer(result={"image": PICTURE, "stamp_s": 1.0}))
    bench.script("vision", inspect=answer)
    return bench.run("inspect", located=False, before="capture", model="golden@2", tolerances={"offset_m": 0.002})


def test_the_picture_goes_to_the_vision_node_with_all_that_it_needs(bench: Any) -> None:
    runner = inspected(bench, Answer(result={"verdict": "pass", "defects": [], "evidence": "ab", "model": "golden@2"}))
    assert runner.status is RunStatus.SUCCEEDED
    given = bench.devices["vision"].executed[0].parameters
    assert given.pop("image") is PICTURE
    assert given == {
        "product": "tray",
        "serial": "S-1",
        "attempt_id": "j:t#1",
        "model": "golden@2",
        "offset_m": 0.002,
    }
    assert runner.result == {"defects": [], "evidence": "ab", "model": "golden@2", "verdict": "pass"}


def test_of_a_picture_on_a_topic_every_model_is_told_where_it_is_and_when_it_was_taken(bench: Any) -> None:
    bench.script("camera", capture=Answer(result={"image": "cell/camera/image_raw", "stamp_s": 12.5}))
    bench.script("vision", inspect=Answer(result={"verdict": "pass", "defects": []}))
    runner = bench.run("inspect", located=False, before="capture", second_opinions=["other"])
    assert runner.status is RunStatus.SUCCEEDED
    asked = [dict(item.parameters) for item in bench.devices["vision"].executed]
    assert [(item["camera"], item["not_before_s"]) for item in asked] == [("cell/camera/image_raw", 12.5)] * 2
    assert not any("image" in item for item in asked)


@pytest.mark.parametrize(
    ("verdict", "codes", "expected"),
    [
        ("fail", ["inspect.missing_screw"], "inspect.missing_screw"),
        ("fail", ["inspect.missing_screw", "inspect.missing_module"], "inspect.missing_module"),
        ("fail", ["inspect.turned_module", "inspect.wrong_code"], "inspect.wrong_code"),
        ("fail", ["inspect.missing_cable", "inspect.strange"], "inspect.strange"),
        ("fail", [], "inspect.undecided"),
        ("pass", ["inspect.missing_screw"], "inspect.undecided"),
        ("undecided", [], "inspect.undecided"),
        ("PASS", [], "inspect.undecided"),
        (None, [], "inspect.undecided"),
    ],
)
def test_only_a_plain_pass_passes_and_the_gravest_defect_gives_the_code(
    bench: Any, verdict: str | None, codes: list[str], expected: str
) -> None:
    defects = [{"code": code, "subject": "x"} for code in codes]
    runner = inspected(bench, Answer(result={"verdict": verdict, "defects": defects, "message": "too dark"}))
    assert runner.failure is not None
    assert runner.failure.code == expected
    assert runner.result["defects"] == defects
    assert runner.result["verdict"] == ("fail" if expected != "inspect.undecided" else "undecided")


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (["pass", "pass"], None),
        (["pass", "fail"], "inspect.scratch"),
        (["fail", "pass"], "inspect.scratch"),
        (["pass", "undecided"], "inspect.undecided"),
        (["undecided", "pass"], "inspect.undecided"),
        (["undecided", "fail"], "inspect.scratch"),
        (["pass", "pass", "undecided"], "inspect.undecided"),
    ],
)
def test_of_several_models_one_that_fails_is_a_fail_and_one_that_doubts_leaves_it_undecided(
    bench: Any, verdicts: list[str], code: str | None
) -> None:
    defects = [{"code": "inspect.scratch", "subject": "x"}]
    answers = [
        Answer(result={"verdict": item, "defects": defects if item == "fail" else [], "model": f"m{number}@1"})
        for number, item in enumerate(verdicts)
    ]
    bench.script("camera", capture=Answer(result={"image": PICTURE, "stamp_s": 1.0}))
    bench.script("vision", inspect=answers)
    further = [f"m{number}" for number in range(1, len(verdicts))]
    runner = bench.run("inspect", located=False, before="capture", model="m0", second_opinions=further)
    assert (runner.failure.code if runner.failure else None) == code
    asked = [item.parameters["model"] for item in bench.devices["vision"].executed]
    assert asked == ["m0", *further]
    assert [item["verdict"] for item in runner.result["opinions"]] == verdicts
    assert runner.result["verdict"] == ("pass" if code is None else "undecided" if "undecided" in code else "fail")


def test_a_silent_vision_node_is_a_failure_of_its_own(bench: Any) -> None:
    runner = inspected(bench, Answer(error_code="inspect.no_answer"))
    assert runner.failure is not None
    assert runner.failure.code == "inspect.no_answer"


def test_without_a_picture_nothing_is_judged(bench: Any) -> None:
    runner = bench.run("inspect", located=False)
    assert runner.failure is not None
    assert runner.failure.code == "inspect.undecided"
    assert bench.devices["vision"].executed == []
