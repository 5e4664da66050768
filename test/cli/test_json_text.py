from __future__ import annotations

import json

import pytest

from robot_cells.cli.json_text import json_text
from robot_cells.nodes.line_snapshot import LineSnapshot, LineStatus, OrderSnapshot, OrderStatus


def test_a_line_is_plain_json_with_states_by_name() -> None:
    order = OrderSnapshot("WO-1", "tray_a", 4, 1, 0, 1, 0, OrderStatus.RUNNING)
    read = json.loads(json_text(LineSnapshot("tray", "j", 1, LineStatus.HELD, 2.5, orders=(order,))))
    assert read["status"] == "held"
    assert read["orders"][0]["status"] == "running"
    assert read["orders"][0]["due_s"] is None
    assert read["now_s"] == 2.5


def test_a_number_that_json_cannot_hold_is_refused_not_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text({"due_s": float("nan")})
