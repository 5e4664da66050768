"""Has the picture of the product judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError

PATIENCE_S = 3600.0
"""A model computes in wall time, however fast line time runs; the client of the vision node has a limit of its own."""
UNDECIDED = "inspect.undecided"
GRAVITY = (
    "inspect.wrong_code",
    "inspect.foreign_object",
    "inspect.missing_module",
    "inspect.unmated_coupling",
    "inspect.turned_module",
    "inspect.misplaced_module",
    "inspect.missing_cable",
    "inspect.missing_screw",
)
"""Defects, the gravest first: what the product is, what may damage it, then how much has to be taken apart again."""
_KEPT = ("model", "evidence", "evidence_path", "duration_s", "message")


@dataclass(frozen=True, slots=True)
class InspectParameters:
    """Parameters of `inspect`."""

    model: str = parameter("model that judges; empty is the product's own", default="")
    tolerances: Mapping[str, object] = parameter(
        "tolerances that differ from the model's, SI units", default=MappingProxyType({})
    )


class Inspect(Skill[InspectParameters]):
    """Passes only on the plain answer `pass` without any defect; whatever cannot be judged is undecided."""

    name = "inspect"
    needs = ("vision",)
    parameters_type = InspectParameters
    nominal_s = 2.0
    codes = (*GRAVITY, UNDECIDED)
    results = ("verdict", "defects", *_KEPT)

    def run(self) -> Execution:
        """Hand the picture over, judge the answer."""
        piece = self.workpiece
        if piece.picture is None:
            raise SkillError(UNDECIDED, "there is no picture", remedy="Put the skill `capture` before this one.")
        question = {
            **self.parameters.tolerances,
            "image": piece.picture,
            "product": piece.product,
            "serial": piece.serial,
            "model": self.parameters.model,
            "attempt_id": piece.attempt,
        }
        answer = yield Command("vision", "inspect", question, expected_s=self.nominal_s, patience_s=PATIENCE_S)
        defects = _defects(answer.get("defects"))
        result = {"defects": defects, **{key: answer[key] for key in _KEPT if key in answer}}
        verdict = answer.get("verdict")
        if verdict == "fail" and defects:
            code = min((str(defect["code"]) for defect in defects), key=_gravity)
            what = ", ".join(f"{defect['code']} {defect.get('subject', '')}".strip() for defect in defects)
            remedy = "Look at the evidence; have the defects put right."
            raise SkillError(code, what, remedy=remedy, result={**result, "verdict": "fail"})
        if verdict != "pass" or defects:
            what = str(answer.get("message") or f"the answer is {verdict!r} with {len(defects)} defects")
            remedy = "Take another picture, or look at the product."
            raise SkillError(UNDECIDED, what, remedy=remedy, result={**result, "verdict": "undecided"})
        return {**result, "verdict": "pass"}


def _defects(answer: object) -> list[dict[str, object]]:
    if not isinstance(answer, Sequence):
        return []
    return [dict(item) for item in answer if isinstance(item, Mapping) and item.get("code")]


def _gravity(code: str) -> int:
    """The place in the order of gravity; what is not in it comes first, for nobody knows how grave it is."""
    return GRAVITY.index(code) if code in GRAVITY else -1
