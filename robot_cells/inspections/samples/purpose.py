"""Which part of a folder is meant, where it is split."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from robot_cells.errors import InspectionError


class Purpose(Enum):
    """What samples are read for."""

    TRAINING = "training"
    """To learn from: the part `trainval` or `train`; one that is named for testing only where it is asked for."""
    EVALUATION = "evaluation"
    """To measure with: the part `test`, else `val`."""


PREFERRED = {
    Purpose.TRAINING: ("trainval", "train", "training"),
    Purpose.EVALUATION: ("test", "testing", "val", "valid", "validation"),
}
TESTS = frozenset({"test", "testing"})


def chosen_split(parts: Sequence[str], split: str, purpose: Purpose, where: str) -> str:
    """One of the parts of a folder: the one named, else the one made for the purpose, else the only one.

    Raises `InspectionError` where none is the one.
    """
    known = ", ".join(parts) or "none"
    if split:
        wanted = split.removesuffix(".txt")
        if wanted in parts:
            return wanted
        raise InspectionError(f"There is no part {split}.", where=where, remedy=f"There are: {known}.")
    for part in PREFERRED[purpose]:
        if part in parts:
            return part
    if len(parts) == 1:
        if purpose is Purpose.TRAINING and parts[0] in TESTS:
            what = f"There is only the part {parts[0]}, and nothing is trained on what is made for testing."
            raise InspectionError(what, where=where, remedy=f"Name it with --split {parts[0]} where that is meant.")
        return parts[0]
    what = f"The folder has several parts, and none is made for {purpose.value}: {known}."
    raise InspectionError(what, where=where, remedy="Name one with --split.")
