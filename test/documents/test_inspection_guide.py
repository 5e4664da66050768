"""The guide "teach a new inspection" is followed word by word, with small pictures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import cv2
import pytest
from typer.testing import CliRunner

import robot_cells
from robot_cells.cli.command_table import load_command
from robot_cells.cli.main import application
from robot_cells.documents.check import check_paths
from robot_cells.documents.plant import load_plant
from robot_cells.ids import OperationId, ProductId
from robot_cells.inspections.evidence import file_evidence
from robot_cells.inspections.evidence_note import file_note
from robot_cells.inspections.verdict import InspectionResult, Verdict

ROOT = Path(robot_cells.__file__).parent.parent
PAGE = (ROOT / "docs" / "guides" / "new_inspection.md").read_text(encoding="utf-8")
FEW = {"20": "3", "28": "7"}
SMALL = ["--width-px", "160"]
"""Fewer and smaller pictures than in the guide: what is tried here is that its commands do what it says."""
LINE_COMMANDS = ("run", "prompts", "answer", "trace")
"""They need a running line; what they are given is looked at, not carried out."""


def commands() -> list[list[str]]:
    """All commands of the shell blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    return [line.split() for block in blocks for line in block.splitlines() if line]


def recipe_step() -> str:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    return str(block)


def put_into_recipe(config: Path) -> None:
    product = config / "products" / "tray_a.yaml"
    text = product.read_text(encoding="utf-8")
    begin = text.index("  - id: inspect\n")
    end = text.index("  - id: function_test\n")
    product.write_text(text[:begin] + recipe_step() + text[end:], encoding="utf-8")


def carry_out(words: list[str]) -> Any:
    assert words[0] == "robot-cells"
    if words[2] == "render":
        words = [*(FEW.get(word, word) for word in words), *SMALL]
    return CliRunner().invoke(application, words[1:], env={"COLUMNS": "200", "TERM": "dumb"})


def test_every_command_of_the_guide_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    monkeypatch.chdir(tmp_path)
    done = []
    for words in commands():
        if words[1] in LINE_COMMANDS:
            continue
        if words[1] == "check":
            put_into_recipe(tmp_path / "config")
        if words[-1].endswith("surface@2"):
            correct(tmp_path)
        answer = carry_out(words)
        done.append(words[1:3])
        # A bad tray that is judged ends with 20 where it is found, and models that differ are no fault.
        assert answer.exit_code in ((0, 20) if words[2] == "run" else (0,)), (words, answer.output)
    assert [name for _, name in done] == [
        "render", "render", "train", "evaluate", "run", "config", "train", "compare",
    ]  # fmt: skip
    assert (tmp_path / "models" / "surface@2" / "card.json").exists()
    assert list((tmp_path / "seen").glob("*.png"))
    assert list((tmp_path / "report").glob("*.html"))


def correct(folder: Path) -> None:
    """A picture of the line that a person calls good, as the guide's last step finds it."""
    source = sorted((folder / "samples" / "test" / "good").glob("*.png"))[0]
    picture = cv2.imread(str(source))
    filed = file_evidence(folder / "evidence", "WO-1-002", picture)
    request = {"serial": "WO-1-002", "product": "tray_a", "attempt": "a"}
    result = InspectionResult(Verdict.FAIL, "surface@1", 0.0, "one place")
    file_note(folder / "evidence", filed, result, request, picture, None)
    (words,) = [line.split() for line in PAGE.splitlines() if line.startswith("    robot-cells inspections correct")]
    words[3] = str(folder / "evidence" / filed.path)
    assert carry_out(words).exit_code == 0
    for path in (folder / "evidence_corrections" / "surface" / "good").iterdir():
        shutil.copy(path, folder / "samples" / "train" / "good")


def test_the_recipe_of_the_guide_has_two_models_judge_and_a_person_decide(tmp_path: Path) -> None:
    config = Path(shutil.copytree(ROOT / "config", tmp_path / "config"))
    put_into_recipe(config)
    assert check_paths([config]) == []
    product = load_plant(config / "lines" / "compute_tray.yaml").products[ProductId("tray_a")]
    (look,) = [item for item in product.recipe.operations if item.id == OperationId("inspect")]
    assert look.parameters == {"second_opinions": ["surface"]}
    assert any(rule.review and "inspect.anomaly" in rule.codes for rule in look.on_failure)


def test_the_commands_to_a_line_have_the_options_that_the_guide_gives_them() -> None:
    lines = [line.strip().split() for line in PAGE.splitlines() if line.strip().startswith("robot-cells ")]
    for words in lines:
        if words[1] not in LINE_COMMANDS:
            continue
        known = {option for item in load_command(words[1]).params for option in item.opts}
        assert [word for word in words if word.startswith("--") and word not in known] == []
