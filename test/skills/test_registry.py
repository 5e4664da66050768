"""Which skills there are, and what they say of themselves."""

from __future__ import annotations

import dataclasses
import re
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from robot_cells.errors import ProcessError
from robot_cells.skills import registry
from robot_cells.skills.dwell import Dwell
from robot_cells.skills.parameter import parameter_specs

DOCUMENT = Path(__file__).parents[2] / "docs" / "skills.md"
SKILLS = registry.load_skills()


class Polish(Dwell):
    """A third party's skill."""

    name = "polish"


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have another package bring an entry point, and load anew."""

    def bring(value: str) -> Any:
        entry = EntryPoint("theirs", value, registry.ENTRY_POINT_GROUP)
        monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
        registry.load_skills.cache_clear()
        return registry.load_skills()

    yield bring
    registry.load_skills.cache_clear()


def test_another_package_adds_a_skill(brought: Any) -> None:
    assert brought(f"{__name__}:Polish")["polish"].name == "polish"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("robot_cells.skills.dwell:Dwell", "There is a skill `dwell` already"),
        ("robot_cells.skills.dwell:DwellParameters", "no subclass of Skill"),
        ("robot_cells.skills.dwell:Dwel", "cannot be imported"),
        ("robot_cells.skills.dwel:Dwell", "cannot be imported"),
    ],
)
def test_what_cannot_be_a_skill_is_refused_by_name(brought: Any, value: str, reason: str) -> None:
    with pytest.raises(ProcessError, match=reason) as caught:
        brought(value)
    assert value in str(caught.value)


@pytest.mark.parametrize("skill", SKILLS.values(), ids=lambda skill: skill.name)
def test_every_skill_is_documented_with_its_parameters_units_devices_and_codes(skill: registry.SkillType) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    section = re.search(rf"^## `{skill.name}`\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section is not None, f"docs/skills.md has no section on {skill.name}"
    for spec in parameter_specs(skill.parameters_type).values():
        row = next((line for line in section.group(1).splitlines() if line.startswith(f"| `{spec.name}` |")), "")
        assert f"| {spec.unit_text or '-'} |" in row, (skill.name, spec.name)
    for word in (*skill.needs, *skill.codes, *skill.results):
        assert f"`{word}`" in section.group(1), (skill.name, word)


@pytest.mark.parametrize("skill", SKILLS.values(), ids=lambda skill: skill.name)
def test_every_parameter_is_frozen_and_described(skill: registry.SkillType) -> None:
    assert dataclasses.fields(skill.parameters_type) is not None
    assert skill.parameters_type.__dataclass_params__.frozen
    assert all(spec.description for spec in parameter_specs(skill.parameters_type).values())
