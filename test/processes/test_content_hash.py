"""The hash of a process is that of what it says, not of how it is written."""

from __future__ import annotations

import pytest
import yaml

from robot_cells.processes.content_hash import content_hash
from robot_cells.processes.process_model import ProcessModel

WORK = """
process: work
parameters: {torque_nm: {type: number, unit: N.m, default: 0.6}}
tree: {skill: dwell, with: {duration_s: 5}}
"""


def hash_of(text: str) -> str:
    return content_hash(ProcessModel.model_validate(yaml.safe_load(text)))


def test_it_is_a_sha_256_that_stays_from_version_to_version() -> None:
    assert hash_of(WORK) == "dd16b7ddf44705b10fe4b68f397042a65b7beec6c00ea68aca1f7230bc33e690"


@pytest.mark.parametrize(
    "same",
    [
        "# a remark\n" + WORK,
        """
tree:
  with:
    duration_s: 5
  skill: dwell
parameters:
  torque_nm:
    default: 0.6
    unit: "N.m"
    type: number
process: work
""",
        WORK + "repeatable: false\n",
    ],
    ids=["remark", "layout and order", "a default that is written"],
)
def test_layout_remarks_and_written_defaults_change_nothing(same: str) -> None:
    assert hash_of(same) == hash_of(WORK)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.6", "0.7"),
        ("duration_s: 5", "duration_s: 6"),
        ("skill: dwell", "skill: kit"),
        ("process: work", "process: other"),
        (", default: 0.6", ""),
        (", default: 0.6", ", default: null"),
    ],
)
def test_every_change_of_what_it_says_changes_it(old: str, new: str) -> None:
    assert WORK.count(old) == 1
    assert hash_of(WORK.replace(old, new)) != hash_of(WORK)


def test_a_parameter_without_default_is_told_from_one_with_the_default_null() -> None:
    without, null = WORK.replace(", default: 0.6", ""), WORK.replace("default: 0.6", "default: null")
    assert hash_of(without) != hash_of(null)
