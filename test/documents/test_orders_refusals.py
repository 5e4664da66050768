"""Every rule on orders documents: one row a rule.

A row is: file, text in it, what stands there instead; key, what, remedy of the problem that must be told. The mark
`# <-` stands at the line that it must name; without a mark, it is the line of the new text.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Row = tuple[str, str, str, str, str, str]

ROWS: list[Row] = [
    ("orders.yaml", "quantity: 3,", "quantity: 0,", "orders[0].quantity", "is 0", "at least 1"),
    ("orders.yaml", "quantity: 3,", "quantity: -3,", "orders[0].quantity", "is -3", "at least 1"),
    ("orders.yaml", "quantity: 3,", "quantity: 100001,", "orders[0].quantity", "is 100001", "at most 100000"),
    ("orders.yaml", "quantity: 3,", 'quantity: "3",', "orders[0].quantity", 'is "3"', "a whole number without quotes"),
    (
        "orders.yaml",
        "product: widget,",
        "product: wigdet,",
        "orders[0].product",
        "no product wigdet",
        "did you mean widget?",
    ),
    (
        "orders.yaml",
        "id: WO-2,",
        "id: WO-1,  # <-\n    ",
        "orders[1].id",
        "the work order WO-1 stands in line 2",
        "rename",
    ),
    ("orders.yaml", "id: WO-2", "id: WO/2", "orders[1].id", 'is "WO/2"', "letters, digits, _, - and ."),
    (
        "orders.yaml",
        "release_s: 60, due_s: 900",
        "release_s: 60, due_s: 60",
        "orders[1].due_s",
        "due at 60 s, but released only at 60 s",
        "after its release",
    ),
    ("orders.yaml", "due_s: 900", "due: 900", "orders[1].due", "the unit is missing", "due_s, in s?"),
    ("orders.yaml", "due_s: 900", "due_s: -900", "orders[1].due_s", "is -900", "at least 0 s"),
    ("orders.yaml", "release_s: 60", "release_s: 1e9", "orders[1].release_s", "is 1000000000", "at most 31622400 s"),
    ("orders.yaml", "priority: 5", "priority: 5, timeout_s: 0", "orders[1].timeout_s", "is 0", "greater than 0 s"),
    ("orders.yaml", "priority: 5", "priority: 5, on_timeout: end", "orders[1].on_timeout", 'is "end"', "alarm"),
    ("orders.yaml", "priority: 5", "priority: high", "orders[1].priority", 'is "high"', "a whole number"),
    (
        "orders.yaml",
        "fault: lost_screw",
        "fault: lost_screws",
        "faults[0].fault",
        'is "lost_screws"',
        "did you mean lost_screw?",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002,",
        "serial: WO-1-002,  # <-\n    ",
        "faults[0]",
        "the key fault is missing",
        "which kind",
    ),
    (
        "orders.yaml",
        "serial: WO-1-002",
        "serial: WO-1-009",
        "faults[0].serial",
        "no order here makes WO-1-009",
        "WO-1-001 to WO-1-003",
    ),
    (
        "orders.yaml",
        "serial: WO-1-002",
        "serial: WO-1-2",
        "faults[0].serial",
        "no order here makes WO-1-2",
        "WO-1-001 to WO-1-003",
    ),
    ("orders.yaml", "screw: s1", "screw: s2", "faults[0].screw", "widget has no screw s2", "there is s1"),
    ("orders.yaml", "screw: s1", "module: m1", "faults[0].module", "unknown key", "there is fault, screw, serial"),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: missing_module, serial: WO-1-002, module: m7",
        "faults[0].module",
        "widget has no module m7",
        "there is m1",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: missing_part, serial: WO-1-002, part: bord",
        "faults[0].part",
        "no part of the type bord",
        "did you mean board?",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: leaking_coupling, serial: WO-2-001, coupling: c1, leak_pa_m3_s: 1.0e-3",
        "faults[0].coupling",
        "gadget has no coupling c1",
        "there is none",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: loose_cable, serial: WO-1-002, cable: w9",
        "faults[0].cable",
        "widget has no cable w9",
        "there is",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: wrong_module, serial: WO-1-002, module: m1, type: plank",
        "faults[0].type",
        "widget has no module of the type plank",
        "there is",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: wrong_module, serial: WO-1-002, module: m1, type: board",
        "faults[0].type",
        "m1 is a board: the right part",
        "there is",
    ),
    (
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: hanging_cable, serial: WO-1-002, cable: w1, sag: 9.0",
        "faults[0].sag",
        "is 9",
        "at most 5",
    ),
    ("orders.yaml", "vehicle: cart", "vehicle: kart", "faults[1].vehicle", "no vehicle kart", "did you mean cart?"),
    ("orders.yaml", "factor: 2.0", "factor: 0.5", "faults[1].factor", "is 0.5", "at least 1"),
    ("orders.yaml", "orders:\n", "order:\n", "order", "no kind of document", "did you mean orders?"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[2][:40]!r}")
def test_a_fault_is_told_at_its_line_with_its_remedy(refused: Callable[[Row], None], row: Row) -> None:
    refused(row)
