"""Has the picture of the product judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError
from robot_cells.skills.taken_picture import TakenPicture

PATIENCE_S = 3600.0
"""A model computes in wall time, however fast line time runs; the client of the vision node has a limit of its own."""
UNDECIDED = "inspect.undecided"
GRAVITY = (
    "inspect.wrong_code",
    "inspect.foreign_object",
    "inspect.wrong_module",
    "inspect.missing_module",
    "inspect.unmated_coupling",
    "inspect.turned_module",
    "inspect.misplaced_module",
    "inspect.missing_cable",
    "inspect.loose_cable",
    "inspect.missing_screw",
    "inspect.anomaly",
)
"""Defects, the gravest first: what the product is, what may damage it, then how much has to be taken apart again.

Last comes what has no name: that a place is unlike all good pictures. Where another model names it, the name decides.
"""
_KEPT = ("model", "evidence", "evidence_path", "duration_s", "message")


@dataclass(frozen=True, slots=True)
class InspectParameters:
    """Parameters of `inspect`."""

    model: str = parameter("model that judges, `name` or `name@version`; empty is the product's own", default="")
    tolerances: Mapping[str, object] = parameter(
        "tolerances that differ from the model's, SI units", default=MappingProxyType({})
    )
    second_opinions: Sequence[str] = parameter("further models that judge the same picture", default=())


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one model said: a pass only on the plain answer `pass` without any defect."""

    verdict: str
    defects: tuple[dict[str, object], ...]
    answer: Mapping[str, object]

    @property
    def result(self) -> dict[str, object]:
        """Verdict, defects, and what else of the answer is kept."""
        kept = {key: self.answer[key] for key in _KEPT if key in self.answer}
        return {"defects": list(self.defects), **kept, "verdict": self.verdict}


class Inspect(Skill[InspectParameters]):
    """Passes only on the plain answer `pass` without any defect; whatever cannot be judged is undecided.

    Where several models judge, one that fails is a fail, and one that cannot judge leaves it undecided.
    """

    name = "inspect"
    needs = ("vision",)
    parameters_type = InspectParameters
    nominal_s = 2.0
    codes = (*GRAVITY, UNDECIDED)
    results = ("verdict", "defects", *_KEPT, "opinions")

    def run(self) -> Execution:
        """Tell each model which picture, judge the answers."""
        piece = self.workpiece
        if piece.picture is None:
            raise SkillError(UNDECIDED, "there is no picture", remedy="Put the skill `capture` before this one.")
        opinions: list[_Opinion] = []
        for model in (self.parameters.model, *self.parameters.second_opinions):
            question = {
                **self.parameters.tolerances,
                **_seen(piece.picture),
                "product": piece.product,
                "serial": piece.serial,
                "model": model,
                "attempt_id": piece.attempt,
            }
            answer = yield Command("vision", "inspect", question, expected_s=self.nominal_s, patience_s=PATIENCE_S)
            opinions.append(_opinion(answer))
        return _together(opinions)


def _seen(picture: NDArray[np.uint8] | TakenPicture) -> dict[str, object]:
    """The picture, or where it is to be taken from; no earlier one is."""
    if isinstance(picture, TakenPicture):
        return {"camera": picture.topic, "not_before_s": picture.stamp_s}
    return {"image": picture}


def _opinion(answer: Mapping[str, object]) -> _Opinion:
    defects, verdict = tuple(_defects(answer.get("defects"))), answer.get("verdict")
    is_plain = (verdict == "fail" and defects) or (verdict == "pass" and not defects)
    return _Opinion(str(verdict) if is_plain else "undecided", defects, answer)


def _together(opinions: Sequence[_Opinion]) -> dict[str, object]:
    """The result where all pass; raises `SkillError` with what was found, or why it is undecided."""
    fails = [item for item in opinions if item.verdict == "fail"]
    doubts = [item for item in opinions if item.verdict == "undecided"]
    decisive = (fails or doubts or opinions)[0]
    result = decisive.result
    if len(opinions) > 1:
        result["opinions"] = [item.result for item in opinions]
    if fails:
        defects = [defect for item in fails for defect in item.defects]
        result["defects"] = defects
        code = min((str(defect["code"]) for defect in defects), key=_gravity)
        what = ", ".join(f"{defect['code']} {defect.get('subject', '')}".strip() for defect in defects)
        raise SkillError(code, what, remedy="Look at the evidence; have the defects put right.", result=result)
    if doubts:
        given = f"the answer is {decisive.answer.get('verdict')!r} with {len(decisive.defects)} defects"
        what = str(decisive.answer.get("message") or given)
        remedy = "Take another picture, or look at the product."
        raise SkillError(UNDECIDED, what, remedy=remedy, result=result)
    return result


def _defects(answer: object) -> list[dict[str, object]]:
    if not isinstance(answer, Sequence):
        return []
    return [dict(item) for item in answer if isinstance(item, Mapping) and item.get("code")]


def _gravity(code: str) -> int:
    """The place in the order of gravity; what is not in it comes first, for nobody knows how grave it is."""
    return GRAVITY.index(code) if code in GRAVITY else -1
