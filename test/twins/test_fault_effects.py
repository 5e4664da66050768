"""What each fault comes to; the expectations are what the same fault came to in full depth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import AttemptEnded, JobRerouted, OrderEnd, OrderEnded
from robot_cells.orders.work_order import WorkOrder
from robot_cells.simulations.fault_plan import parse_faults
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import Twin

SCREW, MODULE, PLATE = {"screw": "cp_1_s3"}, {"module": "nic_1"}, {"module": "cp_1"}
FASTEN, INSPECT, LEAK, FUNCTION = "fasten_cold_plates.1", "inspect.1", "leak_test.1", "function_test.1"
LIMITS = "function_test.out_of_limits"
DONE, FAILED = OrderEnd.COMPLETED, OrderEnd.FAILED


@pytest.mark.parametrize(
    ("fault", "keys", "failed", "routes", "end"),
    [
        ("lost_screw", SCREW, [(f"{INSPECT}#1", "inspect.missing_screw")], ["refit"], DONE),
        ("no_seat", SCREW, [(f"{FASTEN}#1", "fasten.no_seat")], [], DONE),
        ("cross_thread", SCREW, [(f"{FASTEN}#1", "fasten.cross_thread")], [], DONE),
        ("strip", SCREW, [(f"{FASTEN}#1", "fasten.strip")], [], DONE),
        ("no_screw", SCREW, [(f"{FASTEN}#1", "fasten.no_screw")], [], DONE),
        (
            "misplaced_module",
            {**MODULE, "dx_m": 0.006},
            [(f"{INSPECT}#1", "inspect.misplaced_module")],
            ["refit"],
            DONE,
        ),
        (
            "misplaced_module",
            {**MODULE, "drotation_rad": 0.08},
            [(f"{INSPECT}#1", "inspect.turned_module")],
            ["refit"],
            DONE,
        ),
        ("misplaced_module", {**MODULE, "dx_m": 0.0005}, [], [], DONE),
        (
            "misplaced_module",
            {**PLATE, "dx_m": 0.006},
            [(f"{FASTEN}#1", "fasten.no_seat"), (f"{FASTEN}#2", "fasten.no_seat")],
            [],
            FAILED,
        ),
        ("missing_module", MODULE, [(f"{INSPECT}#1", "inspect.missing_module")], ["refit"], DONE),
        (
            "wrong_module",
            {**MODULE, "type": "power_board"},
            [(f"{INSPECT}#1", "inspect.wrong_module")],
            ["refit"],
            DONE,
        ),
        ("loose_cable", {"cable": "cable_1"}, [(f"{INSPECT}#1", "inspect.loose_cable")], ["refit"], DONE),
        ("hanging_cable", {"cable": "cable_1"}, [(f"{INSPECT}#1", "inspect.loose_cable")], ["refit"], DONE),
        (
            "missing_module",
            PLATE,
            [(f"{FASTEN}#1", "fasten.no_seat"), (f"{FASTEN}#2", "fasten.no_seat")],
            [],
            FAILED,
        ),
        (
            "leaking_coupling",
            {"coupling": "supply_2", "leak_pa_m3_s": 0.005},
            [(f"{LEAK}#1", "leak_test.leak")],
            ["remate"],
            DONE,
        ),
        ("leaking_coupling", {"coupling": "supply_2", "leak_pa_m3_s": 0.0002}, [], [], DONE),
        (
            "function_fault",
            {"measurement": "supply_current"},
            [(f"{FUNCTION}#1", LIMITS), (f"{FUNCTION}#2", LIMITS)],
            [],
            FAILED,
        ),
        ("function_fault", {"measurement": "supply_current", "times": 1}, [(f"{FUNCTION}#1", LIMITS)], [], DONE),
        (
            "missing_part",
            {"part": "network_card", "times": 2},
            [("kit.1#1", "station.part_missing"), ("kit.1#2", "station.part_missing")],
            [],
            DONE,
        ),
        ("scanner_no_read", {"times": 1}, [], [], DONE),
        ("scanner_no_read", {"times": 3}, [("scan_serial.1#1", "scan.no_read")], [], DONE),
        ("camera_no_image", {"times": 1}, [], [], DONE),
        ("camera_no_image", {"times": 2}, [(f"{INSPECT}#1", "camera.no_image")], [], DONE),
        ("cycle_fault", {"program": "leak_test"}, [(f"{LEAK}#1", "machine.cycle_fault")], [], DONE),
        ("cycle_fault", {"program": "function_test"}, [(f"{FUNCTION}#1", "machine.cycle_fault")], [], DONE),
    ],
)
def test_a_fault_fails_the_operation_that_finds_it_with_its_code(
    demo: Scenario, fault: str, keys: dict[str, object], failed: list[tuple[str, str]], routes: list[str], end: OrderEnd
) -> None:
    faults = parse_faults([{"fault": fault, "serial": "A-001", **keys}])
    recorded = Twin(replace(demo, orders=(WorkOrder("A", "tray_a", 1),), faults=faults), 1).run()
    ends = [event for event in recorded if isinstance(event, AttemptEnded) and TRANSPORT not in event.attempt]
    found = [(event.attempt.split("/")[-1], event.failure.code) for event in ends if event.outcome is Phase.FAILED]
    assert found == failed
    assert [event.route for event in recorded if isinstance(event, JobRerouted)] == routes
    assert [event.end for event in recorded if isinstance(event, OrderEnded)] == [end]
