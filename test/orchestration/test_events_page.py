"""The page about the decision core names what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

import robot_cells
from robot_cells.orchestration.events import EVENT_TYPES, Event

PAGE = Path(robot_cells.__file__).parent.parent / "docs" / "orchestration.md"


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.kind)
def test_every_kind_of_event_is_on_the_page(kind: type[Event]) -> None:
    assert f"`{kind.kind}`" in PAGE.read_text(encoding="utf-8")
