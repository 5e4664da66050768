"""Which skills there are: the built-in ones, and those that other packages bring by entry point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, TypeAlias

from robot_cells.errors import ProcessError
from robot_cells.skills.capture import Capture
from robot_cells.skills.changeover import Changeover
from robot_cells.skills.clear_gripper import ClearGripper
from robot_cells.skills.dock import Dock
from robot_cells.skills.dwell import Dwell
from robot_cells.skills.fasten import Fasten
from robot_cells.skills.function_test import FunctionTest
from robot_cells.skills.insert import Insert
from robot_cells.skills.insert_cable import InsertCable
from robot_cells.skills.inspect import Inspect
from robot_cells.skills.kit import Kit
from robot_cells.skills.leak_test import LeakTest
from robot_cells.skills.load_machine import LoadMachine
from robot_cells.skills.mate_coupling import MateCoupling
from robot_cells.skills.move import Move
from robot_cells.skills.pick import Pick
from robot_cells.skills.place import Place
from robot_cells.skills.receive import Receive
from robot_cells.skills.release import Release
from robot_cells.skills.run_cycle import RunCycle
from robot_cells.skills.scan_code import ScanCode
from robot_cells.skills.skill import Skill
from robot_cells.skills.take_in import TakeIn
from robot_cells.skills.transfer import Transfer
from robot_cells.skills.travel import Travel
from robot_cells.skills.unload_machine import UnloadMachine

ENTRY_POINT_GROUP = "robot_cells.skills"

SkillType: TypeAlias = type[Skill[Any]]

BUILT_IN: tuple[SkillType, ...] = (
    Capture,
    Changeover,
    ClearGripper,
    Dock,
    Dwell,
    Fasten,
    FunctionTest,
    Insert,
    InsertCable,
    Inspect,
    Kit,
    LeakTest,
    LoadMachine,
    MateCoupling,
    Move,
    Pick,
    Place,
    Receive,
    Release,
    RunCycle,
    ScanCode,
    TakeIn,
    Transfer,
    Travel,
    UnloadMachine,
)


@cache
def load_skills() -> Mapping[str, SkillType]:
    """All skills by name; raises `ProcessError` when a package's entry point is no skill, or two have one name."""
    skills: dict[str, SkillType] = {skill.name: skill for skill in BUILT_IN}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        where = f"entry point {entry.name} = {entry.value}"
        try:
            found = entry.load()
        except (ImportError, AttributeError) as error:
            raise ProcessError(f"The skill cannot be imported: {error}.", where=where) from error
        if not (isinstance(found, type) and issubclass(found, Skill)):
            raise ProcessError(f"{found!r} is no subclass of Skill.", where=where, remedy="Name the skill's class.")
        if found.name in skills:
            raise ProcessError(f"There is a skill `{found.name}` already.", where=where, remedy="Give it another name.")
        skills[found.name] = found
    return MappingProxyType(skills)
