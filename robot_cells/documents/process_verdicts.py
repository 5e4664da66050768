"""Which processes judge the piece."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.documents.process_device_checks import skill_names
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.verdict_checks import VERDICT
from robot_cells.skills.registry import SkillType


def gives_verdict(process: ProcessModel, skills: Mapping[str, SkillType]) -> bool:
    """Whether a skill of the process says whether the piece is good: then nobody's word can stand in its place."""
    names = skill_names(process.model_dump(include={"tree"}))
    return any(name in skills and VERDICT in skills[name].results for name in names)
