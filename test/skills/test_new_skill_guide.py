"""The guide on new skills: its code runs, and its tests pass."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "new_skill.md"


@pytest.fixture
def guide(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """All Python of the guide as one module."""
    module = ModuleType("guide_on_new_skills")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block in re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(GUIDE), "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "test_a_smooth_product_passes",
        "test_a_rough_product_fails_with_its_code",
        "test_a_worn_disc_is_told_from_other_faults",
        "test_a_machine_that_hangs_is_given_up",
    ],
)
def test_the_tests_of_the_guide_pass(guide: ModuleType, name: str) -> None:
    getattr(guide, name)()


def test_no_test_of_the_guide_is_left_out(guide: ModuleType) -> None:
    assert sum(name.startswith("test_") for name in vars(guide)) == 4
