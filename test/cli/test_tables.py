"""Tables of a running line: nothing that matters is cut off, however narrow the terminal and long the names."""

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from robot_cells.cli.line_tables import alarms_table, cells_table, line_view, orders_table, outlook, prompts_table
from robot_cells.nodes.line_snapshot import (
    AlarmSeverity,
    AlarmSnapshot,
    CellSnapshot,
    CellStatus,
    LineSnapshot,
    LineStatus,
    OrderSnapshot,
    OrderStatus,
    PromptSnapshot,
)

ORDER = "RUSH-ORDER-2026-11-22-customer-4711"
SERIAL = f"{ORDER}-001"
CELL = "assembly_cell_left_hand_side_1"
HEADS = ("order", "state", "done", "scrap", "floor", "priority", "due", "predicted")
ORDERS = orders_table(
    [OrderSnapshot(ORDER, "tray_variant_b", 1000, 123, 4, 8, -10, OrderStatus.CANCELLED, 360000.0, 360500.0)]
)
CELLS = cells_table(
    [
        CellSnapshot(CELL, "assembly", CellStatus.EXECUTE, "x", SERIAL, "fasten cold_plate_accelerator_3_s16", 0.3),
        CellSnapshot("a", "assembly", CellStatus.HELD, message="Waits for its node to be activated."),
    ]
)
ALARMS = alarms_table(
    [
        AlarmSnapshot(
            f"attempt:9f2c41aa:{ORDER}/001/fasten.1#1",
            AlarmSeverity.ERROR,
            CELL,
            "cell.interrupted",
            "How far it came is not known.",
            "Look at the product.",
            SERIAL,
            1.0,
            active=True,
            acknowledged=True,
        )
    ]
)
QUESTION = f"9f2c41aa:{ORDER}/001/fasten.1#1?"
PROMPTS = prompts_table([PromptSnapshot(QUESTION, "Go on how?", ("retry", "scrap"), "", SERIAL, 60.0, "retry", 1.0)])
TABLES = [
    (ORDERS, ("order", ORDER, "cancelled", "123/1000", "-10", "100:00:00", "100:08:20", *HEADS)),
    (CELLS, (CELL, SERIAL, "execute", "held", "fastencold_plate_accelerator_3_s16", "Waitsforitsnodetobeactivated.")),
    (ALARMS, (f"attempt:9f2c41aa:{ORDER}/001/fasten.1#1", "active,", "seen", CELL, "Howfaritcameisnotknown.")),
    (PROMPTS, (SERIAL, QUESTION, "Goonhow?", "choices:retry,scrap", "after60s:retry")),
]


def columns_of(table: RenderableType, width: int) -> str:
    """What stands in each column, line ends and blanks taken out, so that folded words are whole again."""
    out = io.StringIO()
    Console(file=out, width=width, no_color=True).print(table)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    rule = next(line for line in lines if line.startswith("─"))
    text = [line.ljust(len(rule)) for line in lines if not line.startswith("─")]
    blank = [all(line[place] == " " for line in text) for place in range(len(rule))]
    columns, start = [], 0
    for end in [*(place for place, is_blank in enumerate(blank) if is_blank), len(rule)]:
        columns.append("".join(line[start:end].replace(" ", "") for line in text))
        start = end + 1
    return "\n".join(columns)


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize(("table", "words"), TABLES, ids=["orders", "cells", "alarms", "prompts"])
def test_nothing_is_cut_off(table: RenderableType, words: tuple[str, ...], width: int) -> None:
    shown = columns_of(table, width)
    assert "…" not in shown
    assert [word for word in words if word not in shown] == []


def test_an_emergency_stop_stands_above_all_alarms_and_what_is_over_below() -> None:
    def alarm(name: str, code: str, severity: AlarmSeverity, *, active: bool) -> AlarmSnapshot:
        return AlarmSnapshot(name, severity, "line", code, "It is so.", "Look.", "", 1.0, active, acknowledged=False)

    alarms = [
        alarm("over", "line.emergency_stop", AlarmSeverity.ERROR, active=False),
        alarm("slow", "timeout.queued", AlarmSeverity.WARNING, active=True),
        alarm("lost", "cell.lost", AlarmSeverity.ERROR, active=True),
        alarm("stop", "line.emergency_stop", AlarmSeverity.ERROR, active=True),
    ]
    out = io.StringIO()
    Console(file=out, width=80, no_color=True).print(alarms_table(alarms))
    named = [word for word in out.getvalue().split() if word in {item.id for item in alarms}]
    assert named == ["stop", "lost", "slow", "over"]


def test_usual_orders_fit_a_row_each_in_80_columns() -> None:
    orders = [
        OrderSnapshot(f"WO-{number}", "tray_a", 4, 2, 0, 2, -1, OrderStatus.COMPLETED, 1700.0, 1600.0)
        for number in range(5)
    ]
    out = io.StringIO()
    Console(file=out, width=80, no_color=True).print(orders_table(orders))
    assert len(out.getvalue().splitlines()) == 2 + len(orders)


def test_a_late_order_says_by_how_much() -> None:
    order = OrderSnapshot("WO-1", "tray_a", 4, 2, 0, 2, 0, OrderStatus.RUNNING, 1600.0, 1700.0)
    out = io.StringIO()
    Console(file=out, width=80, no_color=True).print(orders_table([order]))
    assert [line.split()[-1] for line in out.getvalue().splitlines()[2:]] == ["0:28:20", "+0:01:40"]


LINE = LineSnapshot("tiny", "9f2c41aa", 1, LineStatus.RUNNING, 12.0)
DUE = OrderSnapshot("WO-1", "tray_a", 4, 2, 0, 2, 0, OrderStatus.RUNNING, 1600.0, 1700.0)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (LINE, ""),
        (
            replace(LINE, predicted_makespan_s=1700.0, lower_bound_s=1500.0, predicted_weighted_tardiness_s=0.0),
            "predicted end 0:28:20 (at least 0:25:00)",
        ),
        (
            replace(LINE, orders=(DUE,), predicted_weighted_tardiness_s=100.0, least_weighted_tardiness_s=40.0),
            "weighted tardiness 0:01:40 (at least 0:00:40)",
        ),
    ],
    ids=["nothing known", "nothing due", "late"],
)
def test_what_is_expected_stands_beside_what_no_schedule_can_undercut(line: LineSnapshot, text: str) -> None:
    assert outlook(line) == text
    out = io.StringIO()
    Console(file=out, width=110, no_color=True).print(line_view(line))
    assert text in out.getvalue()
