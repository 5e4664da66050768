"""`robot-cells inspections`: a model is trained, measured, compared, used and refused from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from typer.testing import CliRunner

from robot_cells.cli.main import application

SETTINGS = {"head": "segmentation", "activation": "sigmoid", "first_class": 0, "width": 64, "height": 64}


def robot_cells(*words: str | Path) -> Any:
    return CliRunner().invoke(application, [str(word) for word in words], env={"COLUMNS": "200", "TERM": "dumb"})


def network(gain: float) -> bytes:
    """A segmenter: `gain * (brightness - 0.5)` as logits."""
    shape = (1, 1, 64, 64)
    nodes = [helper.make_node("Sub", ["image", "middle"], ["dark"]), helper.make_node("Mul", ["dark", "gain"], ["map"])]
    constants = [
        numpy_helper.from_array(np.asarray(value, np.float32), name)
        for name, value in (("middle", 0.5), ("gain", gain))
    ]
    graph = helper.make_graph(
        nodes,
        "spots",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("map", TensorProto.FLOAT, shape)],
        initializer=constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    return bytes(model.SerializeToString())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures with bright spots and without, labelled, and a network that sees the spots."""
    folder = tmp_path_factory.mktemp("inspections")
    for number in range(12):
        bad = number % 2
        picture = np.full((64, 64), 60, np.uint8)
        picture[10:14, 40 + number : 44 + number] = 100
        directory = folder / "samples" / ("bad/spot" if bad else "good")
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / f"{number:02}.png"
        if bad:
            picture[20:36, 8:24] = 160 + 5 * number
            box = {"class": "spot", "x1": 8.0, "y1": 20.0, "x2": 24.0, "y2": 36.0}
            labels = {"version": 1, "width": 64, "height": 64, "is_good": False, "boxes": [box]}
            path.with_name(f"{path.name}.json").write_text(json.dumps(labels), encoding="utf-8")
        cv2.imwrite(str(path), picture)
    (folder / "spots.onnx").write_bytes(network(10.0))
    return folder


def train(place: Path, out: Path, *words: str | Path) -> Any:
    settings = [part for key, value in SETTINGS.items() for part in ("--set", f"{key}={value}")]
    weights = f"weights={place / 'spots.onnx'}"
    return robot_cells(
        "inspections", "train", "onnx", "--data", place / "samples", "--out", out, "--set", weights, *settings, *words
    )


@pytest.fixture(scope="module")
def models(place: Path) -> Path:
    """Two versions of a model: the second calls everything a defect."""
    result = train(place, place / "models" / "spots@1", "--licence", "Apache-2.0")
    assert result.exit_code == 0, result.output
    result = train(
        place, place / "models" / "eager", "--name", "spots", "--version", "2", "--set", 'thresholds={"spot": 0.02}'
    )
    assert result.exit_code == 0, result.output
    return place / "models"


def test_training_writes_a_model_with_name_version_and_licence(models: Path) -> None:
    card = json.loads((models / "spots@1" / "card.json").read_text(encoding="utf-8"))
    assert (card["name"], card["version"], card["licence"]) == ("spots", "1", "Apache-2.0")
    assert json.loads((models / "eager" / "card.json").read_text(encoding="utf-8"))["thresholds"]["spot"] == 0.02


def test_evaluating_prints_the_figures_and_the_same_as_json_with_one_process_or_two(place: Path, models: Path) -> None:
    words = ("inspections", "evaluate", "spots@1", "--models", models, "--data", place / "samples")
    shown = robot_cells(*words, "--by-group", "--report", place / "report")
    assert shown.exit_code == 0, shown.output
    assert "spot   6     1.0000" in shown.output
    assert "escapes          0 of 6 (0.00%" in shown.output
    assert (place / "report" / "report.html").is_file()
    found = []
    for workers in ("1", "2"):
        file = place / f"detections_{workers}.json"
        result = robot_cells(*words, "--json", "--workers", workers, "--detections", file)
        assert result.exit_code == 0, result.output
        figures = json.loads(result.stdout)
        assert figures["detections"]["mean"]["ap"] == 1.0
        assert figures["times"]["with_reading_p99_ms"] >= figures["times"]["with_reading_p50_ms"] > 0
        assert figures["times"]["processor_p99_ms"] >= figures["times"]["processor_p50_ms"] > 0
        found.append((figures["detections"], figures["verdicts"], json.loads(file.read_text(encoding="utf-8"))))
    assert found[0] == found[1]
    written = robot_cells(*words, "--report", place / "report")
    assert written.output.rstrip().endswith(str(place / "report" / "report.html"))
    figures = json.loads((place / "report" / "figures.json").read_text(encoding="utf-8"))
    assert (figures["model"], figures["detections"]) == ("spots@1", found[0][0])
    best = found[0][2][-1]
    assert set(best) == {"image", "box", "class", "probability"}


def test_two_models_are_compared_with_the_pictures_on_which_they_disagree(place: Path, models: Path) -> None:
    words = ("inspections", "compare", "spots@1", "spots@2", "--models", models, "--data", place / "samples")
    shown = robot_cells(*words, "--shown", "2")
    assert shown.exit_code == 0, shown.output
    assert "They disagree on 6 of 12 pictures." in shown.output
    assert "and 4 more" in shown.output
    # Six discordant pairs, all one way: 2 / 2^6.
    assert "Only the first is right on 6, only the second on 0: by chance with p = 0.031" in shown.output
    document = json.loads(robot_cells(*words, "--json").stdout)
    assert len(document["comparison"]["disagreements"]) == 6
    assert [item["model"] for item in document["models"]] == ["spots@1", "spots@2"]


@pytest.mark.parametrize(
    ("pictures", "code", "words"),
    [
        (["good"], 0, "pass"),
        (["good", "bad"], 20, "inspect.spot at 8, 20"),
        (["good/00.png", "broken.png"], 21, "undecided"),
        (["bad", "broken.png"], 20, "fail"),
    ],
)
def test_judging_pictures_ends_with_a_code_that_says_the_worst_verdict(
    place: Path, models: Path, pictures: list[str], code: int, words: str
) -> None:
    (place / "samples" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    try:
        result = robot_cells(
            "inspections",
            "run",
            models / "spots@1",
            *(place / "samples" / name for name in pictures),
            "--out",
            place / "out",
        )
    finally:
        (place / "samples" / "broken.png").unlink()
    assert result.exit_code == code, result.output
    assert words in result.output
    drawn = sorted(path.name for path in (place / "out").iterdir())
    assert "good_00.png" in drawn
    assert "samples_broken.png" not in drawn


def test_the_models_of_a_directory_are_listed_with_what_is_wrong_with_them(place: Path, models: Path) -> None:
    whole = robot_cells("inspections", "list", models)
    assert whole.exit_code == 0, whole.output
    assert whole.output.index("spots@1") < whole.output.index("spots@2")
    weights = models / "eager" / "model.onnx"
    before = weights.read_bytes()
    weights.write_bytes(before + b"\0")
    try:
        listed = robot_cells("inspections", "list", models)
        document = json.loads(robot_cells("inspections", "list", models, "--json").stdout)
        checked = robot_cells("inspections", "check", models / "eager")
    finally:
        weights.write_bytes(before)
    assert (listed.exit_code, checked.exit_code) == (1, 1)
    assert "model.onnx is not what the card says" in listed.output
    assert "model.onnx is not what the card says" in checked.stderr
    assert [bool(item["fault"]) for item in document] == [False, True]
    assert robot_cells("inspections", "check", "spots", "--models", models).output.endswith("and can be loaded.\n")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (("train", "telepathy", "--data", "samples", "--out", "m"), 1, "There is no kind of model 'telepathy'"),
        (("train", "onnx", "--data", "samples", "--out", "samples"), 1, "never written over"),
        (("train", "onnx", "--data", "samples", "--out", "m", "--set", "head"), 1, "'head' is no setting"),
        (("train", "onnx", "--data", "samples", "--out", "m"), 1, "The kind `onnx` trains nothing"),
        (("train", "onnx", "--data", "empty", "--out", "m"), 1, "There is no picture in the folder"),
        (("train", "onnx", "--data", "nowhere", "--out", "m"), 2, "does not exist"),
        (("evaluate", "nowhere", "--data", "samples"), 1, "There is no model 'nowhere'"),
        (("evaluate", "samples", "--data", "samples"), 1, "There is no card.json: this is no model"),
        (("evaluate", "models/spots@1", "--data", "samples", "--split", "test"), 1, "there is none of the name test"),
        (("evaluate", "models/spots@1", "--data", "samples", "--layout", "tiff"), 1, "There is no layout 'tiff'"),
        (("evaluate", "models/spots@1", "--data", "samples", "--detections", "no/where.json"), 1, "cannot be written"),
        (("run", "models/spots@1", "empty"), 1, "There is no picture in the folder"),
        (("list", "nowhere"), 2, "does not exist"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    place: Path, models: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, reason: str
) -> None:
    (place / "empty").mkdir(exist_ok=True)
    monkeypatch.chdir(place)
    result = robot_cells("inspections", *words)
    assert result.exit_code == code, result.output
    assert reason in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_an_interrupted_training_leaves_nothing_behind(place: Path, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from robot_cells.cli.main import main\n"
        "from robot_cells.inspections.onnx import kind\n"
        "def wait(*_):\n"
        "    print('trying', flush=True)\n"
        "    sys.stdin.read()\n"
        "kind.choose_thresholds = wait\n"
        "main()\n"
    )
    words = ["inspections", "train", "onnx", "--data", str(place / "samples"), "--out", str(tmp_path / "m")]
    words += [part for key, value in SETTINGS.items() for part in ("--set", f"{key}={value}")]
    words += ["--set", f"weights={place / 'spots.onnx'}"]
    with subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "trying\n"
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert errors.endswith("robot-cells: Interrupted.\n")
    assert list(tmp_path.iterdir()) == []
