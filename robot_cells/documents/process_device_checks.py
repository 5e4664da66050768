"""Rules between processes and cells: the devices that a process commands must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from robot_cells.documents.document import Document
from robot_cells.documents.line_model import LineModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.process_parameter_checks import process_of
from robot_cells.lines.device import DeviceKind
from robot_cells.processes.process_model import ProcessModel
from robot_cells.skills.registry import SkillType

CHANGED_OVER = "changed_over"
"""The key of the result by which a skill says that the change-over that was due is finished."""
_KINDS = frozenset(kind.value for kind in DeviceKind)
"""What a cell can have; `vision`, which skills need too, is a node of the line."""


def check_process_devices(
    document: Document, line: LineModel, processes: Mapping[str, ProcessModel], skills: Mapping[str, SkillType]
) -> Iterator[Problem]:
    """Capabilities whose process needs a kind of device that the cell has not."""
    for index, cell in enumerate(line.cells):
        there = {device.kind for device in cell.devices}
        for place, capability in enumerate(cell.capabilities):
            process = processes.get(process_of(capability))
            if process is None:
                continue
            for kind, skill in needed_devices(process, skills).items():
                if kind not in there:
                    yield document.problem(
                        ("cells", index, "capabilities", place),
                        f"{cell.id} has no {kind}, which the process {process.process} needs (skill {skill})",
                        f"add {{id: {kind}, kind: {kind}}} to the devices of {cell.id}",
                    )


def check_process_changeovers(
    document: Document, line: LineModel, processes: Mapping[str, ProcessModel], skills: Mapping[str, SkillType]
) -> Iterator[Problem]:
    """Cells with set-up times, a process of which does not change over: the time would be planned, and nothing done."""
    for index, cell in enumerate(line.cells):
        if not any(item.duration_s > 0.0 for item in cell.changeovers):
            continue
        for place, capability in enumerate(cell.capabilities):
            process = processes.get(process_of(capability))
            if process is not None and not _changes_over(process, skills):
                yield document.problem(
                    ("cells", index, "capabilities", place),
                    f"{cell.id} has change-overs, and the process {process.process} does not change over",
                    'begin its tree with {skill: changeover, with: {changeover_s: "${changeover_s}"}}, '
                    f"or leave the changeovers of {cell.id} out",
                )


def _changes_over(process: ProcessModel, skills: Mapping[str, SkillType]) -> bool:
    """Whether a skill of its tree says that the cell has changed over; one that is not known is another fault."""
    names = skill_names(process.model_dump(include={"tree"}))
    return any(name not in skills or CHANGED_OVER in skills[name].results for name in names)


def needed_devices(process: ProcessModel, skills: Mapping[str, SkillType]) -> dict[str, str]:
    """The kinds of device that a process commands, each with the first skill that does."""
    found: dict[str, str] = {}
    for name in skill_names(process.model_dump(include={"tree", "on_cancel", "park"})):
        skill = skills.get(name)
        for kind in skill.needs if skill is not None else ():
            if kind in _KINDS:
                found.setdefault(kind, name)
    return found


def skill_names(value: object) -> Iterator[str]:
    """All skills in the data of a tree, in order."""
    if isinstance(value, dict):
        name = value.get("skill")
        if isinstance(name, str):
            yield name
        for item in value.values():
            yield from skill_names(item)
    elif isinstance(value, list):
        for item in value:
            yield from skill_names(item)
