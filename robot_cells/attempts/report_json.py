"""Reports as JSON text, as the ledger keeps them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import AttemptId, CellId


def encode_report(report: Report) -> str:
    """JSON of a report; its result must hold plain JSON values."""
    return json.dumps({**asdict(report), "phase": report.phase.name}, separators=(",", ":"))


def decode_report(text: str) -> Report:
    """The report of such a text; raises `ValueError`, `KeyError` or `TypeError` when it is none."""
    data: dict[str, Any] = json.loads(text)
    prompt = data["prompt"]
    return Report(
        cell=CellId(data["cell"]),
        epoch=data["epoch"],
        attempt_id=AttemptId(data["attempt_id"]),
        phase=Phase[data["phase"]],
        at_s=data["at_s"],
        failure=Failure(**data["failure"]) if data["failure"] is not None else None,
        result=data["result"],
        prompt=Prompt(**{**prompt, "choices": tuple(prompt["choices"])}) if prompt is not None else None,
    )
