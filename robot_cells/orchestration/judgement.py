"""What a model said of a piece that a person is asked about, and how the person decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DOUBTED = ("fail", "undecided")
"""The verdicts that a person may be asked about; a pass raises no question."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer of an inspection, as far as a person needs it to decide.

    `verdict` is `fail` or `undecided`, `model` what judged (`name@version`), `evidence` the content hash of the
    annotated picture and `evidence_path` where it lies, relative to the evidence folder (both empty: no picture).
    """

    verdict: str
    model: str = ""
    evidence: str = ""
    evidence_path: str = ""
    message: str = ""


def judgement_of(result: Mapping[str, object]) -> Judgement | None:
    """What the result of an attempt says about the piece; None where it gives no verdict that could be doubted."""
    verdict = result.get("verdict")
    if verdict not in DOUBTED:
        return None
    return Judgement(
        str(verdict), *(str(result.get(key) or "") for key in ("model", "evidence", "evidence_path", "message"))
    )
