"""Ways of one arm between the places it works at, planned once and kept: in a line the same pairs come all the time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import Joints, SixAxisArm
from robot_cells.motions.held_part import HeldPart
from robot_cells.motions.kept_files import KeptFiles
from robot_cells.motions.plan import NoPlan
from robot_cells.motions.scene_hash import scene_hash
from robot_cells.motions.spot import Spot
from robot_cells.motions.swept_volume import SweptVolume, swept_volume
from robot_cells.motions.transit import Transit
from robot_cells.motions.transit_search import LIFTS_M, TransitSearch
from robot_cells.scenes.scene import Scene

_FORMAT = 1
"""Goes up when the search answers differently: older files are misses then."""


@dataclass(frozen=True, slots=True)
class Question:
    """From over one spot to over another, at least `clearance_m` above both, with that part type in the hand."""

    start: Spot
    end: Spot
    clearance_m: float
    held: str = ""


class Transits:
    """Of the arm `arm` of a scene (`cell_scene.fullest_scene`). Known ways cost a look-up; may be asked by any thread.

    What is not known is looked for in the files, then planned. Only then pinocchio and coal are loaded.
    """

    def __init__(
        self,
        scene: Scene,
        arm: str,
        kinematics: SixAxisArm,
        home: Joints,
        parts: Mapping[str, HeldPart],
        files: KeptFiles,
    ) -> None:
        """`parts` by part type are what the hand may hold; another type is taken as an empty hand's."""
        self.hash = scene_hash(scene, arm, home, tuple(sorted(parts.items())), LIFTS_M, _FORMAT)
        self._search = TransitSearch(scene, arm, kinematics, home, parts)
        self._files = files
        self._known: dict[Question, Transit | NoPlan] = {}
        self._lock = threading.Lock()

    def find(self, question: Question) -> Transit | NoPlan:
        """The way, or why there is none."""
        known = self._known.get(question)
        if known is None:
            with self._lock:
                known = self._known.get(question)
                if known is None:
                    known = self._known[question] = self._kept(question)
        return known

    def swept(self, held: str, rows: Sequence[Sequence[float]]) -> SweptVolume:
        """The room that the arm takes on straight joint moves through `rows`, with that part type in its hand."""
        with self._lock:
            return swept_volume(self._search.world(held), rows)

    def _kept(self, question: Question) -> Transit | NoPlan:
        key = hashlib.sha256(f"{self.hash} {question!r}".encode()).hexdigest()
        told = self._files.find(key)
        if told is not None:
            try:
                return Transit.of(told)
            except (KeyError, TypeError, ValueError):
                pass  # Of another version: a miss.
        made = self._search.find(question.start, question.end, question.clearance_m, question.held)
        if isinstance(made, Transit):
            self._files.keep(key, made.told())
        return made


def as_joints(values: Sequence[float]) -> Joints:
    """Six numbers as joint positions; raises `ValueError` for another count."""
    a, b, c, d, e, f = (float(value) for value in values)
    return (a, b, c, d, e, f)
