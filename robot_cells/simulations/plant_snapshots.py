"""Snapshots of a simulated plant beside its command log, so that not everything has to be done again after a kill."""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import robot_cells
from robot_cells.simulations.state_pickle import from_bytes, to_bytes

NAMES = ("plant_0.state", "plant_1.state")
"""The newest takes the place of the older one: one of them is whole, whenever the process is killed."""


@dataclass(frozen=True, slots=True)
class PlantSnapshot:
    """`state` after the first `inputs` of the command log, when the record of truth was `truth_bytes` long."""

    inputs: int
    truth_bytes: int
    state: Mapping[str, object]


class PlantSnapshots:
    """Those in one folder. What is torn, or was written by other sources, is as if it were not there.

    They carry code, as the state of what is under way does: a folder of somebody else's is to be gone on with no sooner
    than any other program of his is to be started.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = [folder / name for name in NAMES]
        self.problem = ""
        """Why the latest state could not be kept; empty: it could."""

    def keep(self, snapshot: PlantSnapshot, given: Mapping[str, object]) -> None:
        """Write one; a disk that does not take it keeps those that are there."""
        try:
            body = zlib.compress(to_bytes(snapshot.state, given), 1)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            # It costs time after a kill, and no truth: that is no reason to end a plant that runs.
            self.problem = str(error)
            return
        self.problem = ""
        head = {
            "inputs": snapshot.inputs,
            "truth_bytes": snapshot.truth_bytes,
            "written_by": _written_by(),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        older = min(self._paths, key=_inputs)
        beside = older.with_suffix(".new")
        try:
            beside.write_bytes(json.dumps(head).encode() + b"\n" + body)
            beside.replace(older)
        except OSError:
            beside.unlink(missing_ok=True)

    def newest(self, given: Mapping[str, object], most_inputs: int) -> PlantSnapshot | None:
        """The newest that is whole and goes no farther than so many inputs."""
        for path in sorted(self._paths, key=_inputs, reverse=True):
            head, body = _read(path)
            if head is None or int(head["inputs"]) > most_inputs:
                continue
            state: Any = from_bytes(zlib.decompress(body), given)
            return PlantSnapshot(int(head["inputs"]), int(head["truth_bytes"]), state)
        return None


def _inputs(path: Path) -> int:
    """After how many inputs a file was written; -1 where it cannot be used."""
    head, _ = _read(path)
    return -1 if head is None else int(head["inputs"])


def _read(path: Path) -> tuple[dict[str, Any] | None, bytes]:
    try:
        first, _, body = path.read_bytes().partition(b"\n")
        head = json.loads(first)
    except (OSError, ValueError):
        return None, b""
    whole = isinstance(head, dict) and head.get("written_by") == _written_by()
    if not whole or head.get("sha256") != hashlib.sha256(body).hexdigest():
        return None, b""
    return head, body


@cache
def _written_by() -> str:
    """Names the sources of the package and what they run on."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(robot_cells.__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes())
    mujoco = sys.modules.get("mujoco")
    digest.update(str(getattr(mujoco, "__version__", "")).encode())
    return digest.hexdigest()
