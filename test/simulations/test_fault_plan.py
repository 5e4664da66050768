"""Reading fault plans, and handing faults out."""

from __future__ import annotations

import pytest

from robot_cells.errors import DocumentError
from robot_cells.simulations.fault_plan import (
    LateVehicle,
    LostScrew,
    MisplacedModule,
    NoSeat,
    ScannerNoRead,
    parse_faults,
)
from robot_cells.simulations.pending_faults import PendingFaults

SERIAL = "WO-1-002"
VALID = [
    {"fault": "lost_screw", "serial": SERIAL, "screw": "s1"},
    {"fault": "no_seat", "serial": SERIAL, "screw": "s1"},
    {"fault": "cross_thread", "serial": SERIAL, "screw": "s1"},
    {"fault": "strip", "serial": SERIAL, "screw": "s1"},
    {"fault": "no_screw", "serial": SERIAL, "screw": "s1"},
    {
        "fault": "misplaced_module",
        "serial": SERIAL,
        "module": "nic",
        "dx_m": 0.006,
        "dy_m": 0.0,
        "drotation_rad": 0.08,
    },
    {"fault": "missing_module", "serial": SERIAL, "module": "nic"},
    {"fault": "leaking_coupling", "serial": SERIAL, "coupling": "supply", "leak_pa_m3_s": 0.005},
    {"fault": "late_vehicle", "vehicle": "amr_1", "trip": 3, "factor": 4.0},
    {"fault": "function_fault", "serial": SERIAL, "measurement": "voltage", "times": None},
    {"fault": "missing_part", "serial": SERIAL, "part": "cable", "times": 1},
    {"fault": "scanner_no_read", "serial": SERIAL, "times": 2},
    {"fault": "camera_no_image", "serial": SERIAL, "times": 2},
    {"fault": "cycle_fault", "serial": SERIAL, "program": "leak_test", "times": 1},
    {"fault": "wrong_module", "serial": SERIAL, "module": "nic", "type": "power_board"},
    {"fault": "loose_cable", "serial": SERIAL, "cable": "cable_1", "end": 2, "pulled_m": 0.003},
    {"fault": "hanging_cable", "serial": SERIAL, "cable": "cable_1", "sag": 2.5},
]


def test_every_fault_is_read_and_written_back() -> None:
    assert [fault.model_dump() for fault in parse_faults(VALID)] == VALID


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({}, "fault"),
        ({"fault": "gremlin", "serial": SERIAL}, "fault"),
        ({"fault": "lost_screw", "serial": SERIAL}, "screw"),
        ({"fault": "lost_screw", "serial": "", "screw": "s1"}, "serial"),
        ({"fault": "lost_screw", "serial": SERIAL, "screw": "s1", "colour": "red"}, "colour"),
        ({"fault": "misplaced_module", "serial": SERIAL, "module": "nic", "dx_m": 3.0}, "dx_m"),
        ({"fault": "leaking_coupling", "serial": SERIAL, "coupling": "q", "leak_pa_m3_s": 0.0}, "leak_pa_m3_s"),
        (
            {"fault": "leaking_coupling", "serial": SERIAL, "coupling": "q", "leak_pa_m3_s": float("nan")},
            "leak_pa_m3_s",
        ),
        ({"fault": "late_vehicle", "vehicle": "amr", "trip": 0, "factor": 2.0}, "trip"),
        ({"fault": "late_vehicle", "vehicle": "amr", "trip": 1, "factor": 0.5}, "factor"),
        ({"fault": "scanner_no_read", "serial": SERIAL, "times": 0}, "times"),
        ({"fault": "wrong_module", "serial": SERIAL, "module": "nic"}, "type"),
        ({"fault": "loose_cable", "serial": SERIAL, "cable": "cable_1", "end": 0}, "end"),
        ({"fault": "loose_cable", "serial": SERIAL, "cable": "cable_1", "pulled_m": 0.0002}, "pulled_m"),
        ({"fault": "hanging_cable", "serial": SERIAL, "cable": "cable_1", "sag": 1.0}, "sag"),
    ],
)
def test_a_wrong_fault_is_refused_with_its_place_and_key(item: dict[str, object], key: str) -> None:
    with pytest.raises(DocumentError, match=rf"faults\[1\].*{key}"):
        parse_faults([VALID[0], item])


def test_all_wrong_faults_are_named_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_faults([{"fault": "gremlin"}, VALID[0], {"fault": "strip", "serial": SERIAL}])
    assert "faults[0]" in caught.value.what
    assert "faults[2]" in caught.value.what


def test_a_fault_is_handed_out_as_often_as_it_shall_happen() -> None:
    pending = PendingFaults(parse_faults([VALID[11]]))
    found = [pending.take(ScannerNoRead, lambda fault: fault.serial == SERIAL) for _ in range(3)]
    assert [item is not None for item in found] == [True, True, False]
    assert len(pending.happened) == 2
    assert pending.pending == ()


def test_a_fault_without_end_is_always_handed_out() -> None:
    (fault,) = parse_faults([VALID[9]])
    pending = PendingFaults([fault])
    assert all(pending.take(type(fault), lambda _: True) for _ in range(5))
    assert pending.pending == (fault,)


def test_only_what_applies_is_handed_out() -> None:
    pending = PendingFaults(parse_faults(VALID))
    assert pending.take(LostScrew, lambda fault: fault.screw == "s9") is None
    assert pending.take(MisplacedModule, lambda fault: fault.module == "nic") is not None
    assert pending.take(LateVehicle, lambda fault: fault.trip == 3) is not None
    assert pending.take(NoSeat, lambda fault: fault.serial == SERIAL) is not None
    assert len(pending.pending) == len(VALID) - 3
