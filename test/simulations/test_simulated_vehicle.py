"""Driving, docking and handing over with a simulated vehicle."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState

SERIAL = "WO-1-001"


@pytest.fixture
def bench(bench_with: Any, vehicle_line: Any) -> Any:
    return bench_with(line=vehicle_line)


def drive(bench: Any, to: str) -> Any:
    return bench.done("amr/vehicle", "travel", to=to, distance_m=1.0)


def take(bench: Any, direction: str, at: str, serial: str = SERIAL) -> Any:
    bench.done("amr/vehicle", "dock", at=at)
    return bench.do("amr/vehicle", "transfer", direction=direction, at=at, serial=serial)


def test_a_drive_takes_distance_over_speed(bench: Any) -> None:
    result = drive(bench, "assembly")
    assert result == {"from": "intake", "to": "assembly", "duration_s": pytest.approx(6.0 / 1.5)}
    assert bench.now_s == pytest.approx(4.0)
    assert drive(bench, "assembly")["duration_s"] == 0.0


def test_docking_and_handing_over_take_the_transfer_time(bench: Any) -> None:
    bench.receive(cell="intake", kit=False)
    began_s = bench.now_s
    assert take(bench, "load", "intake").state is CommandState.SUCCEEDED
    assert bench.now_s - began_s == pytest.approx(4.0)


def test_a_product_is_carried_to_another_cell(bench: Any) -> None:
    bench.receive(cell="intake", kit=False)
    take(bench, "load", "intake")
    assert bench.equipment.plant.floor.where(SERIAL) == "amr"
    drive(bench, "assembly")
    assert take(bench, "unload", "assembly").state is CommandState.SUCCEEDED
    assert bench.equipment.plant.floor.where(SERIAL) == "assembly"
    bench.locate()


def test_a_product_that_was_not_brought_cannot_be_taken_in(bench: Any) -> None:
    bench.receive(cell="intake", kit=False)
    assert bench.do("assembly/station", "take_in", serial=SERIAL).error_code == "station.no_product"


def test_handing_over_wants_the_vehicle_docked_at_the_cell(bench: Any) -> None:
    bench.receive(cell="intake", kit=False)
    values = {"direction": "load", "serial": SERIAL}
    assert bench.do("amr/vehicle", "transfer", at="intake", **values).error_code == "vehicle.not_there"
    assert bench.do("amr/vehicle", "dock", at="assembly").error_code == "vehicle.not_there"
    drive(bench, "assembly")
    assert bench.do("amr/vehicle", "transfer", at="assembly", **values).error_code == "vehicle.not_there"


def test_driving_undocks(bench: Any) -> None:
    bench.done("amr/vehicle", "dock", at="intake")
    drive(bench, "assembly")
    end = bench.do("amr/vehicle", "transfer", direction="load", at="assembly", serial=SERIAL)
    assert end.error_code == "vehicle.not_there"


def test_what_is_not_there_cannot_be_handed_over(bench: Any) -> None:
    assert take(bench, "load", "intake").error_code == "vehicle.no_product"
    assert take(bench, "unload", "intake").error_code == "vehicle.no_product"


def test_a_vehicle_carries_one_product(bench: Any) -> None:
    bench.receive(cell="intake", kit=False)
    bench.receive("WO-1-002", cell="intake", kit=False)
    take(bench, "load", "intake")
    assert take(bench, "load", "intake", "WO-1-002").error_code == "vehicle.occupied"


def test_a_full_cell_takes_no_more(bench: Any) -> None:
    for unit in (1, 2, 3):
        bench.receive(f"WO-2-{unit:03d}", cell="assembly", kit=False)
    bench.receive(cell="intake", kit=False)
    take(bench, "load", "intake")
    drive(bench, "assembly")
    assert take(bench, "unload", "assembly").error_code == "vehicle.occupied"
    assert bench.equipment.plant.floor.where(SERIAL) == "amr"


def test_a_product_inside_a_machine_cannot_be_fetched(bench: Any) -> None:
    bench.receive(cell="tester", kit=False)
    bench.done("tester/machine", "load", serial=SERIAL)
    drive(bench, "tester")
    assert take(bench, "load", "tester").error_code == "vehicle.no_product"


def test_there_is_no_way_to_an_unknown_cell(bench: Any) -> None:
    assert bench.do("amr/vehicle", "travel", to="moon", distance_m=1.0).error_code == "vehicle.blocked"


def test_a_late_vehicle_is_late_on_that_trip_alone(bench_with: Any, vehicle_line: Any) -> None:
    fault = {"fault": "late_vehicle", "vehicle": "amr", "trip": 2, "factor": 3.0}
    bench = bench_with(fault, line=vehicle_line)
    durations = [drive(bench, cell)["duration_s"] for cell in ("assembly", "intake", "assembly")]
    assert durations == pytest.approx([4.0, 12.0, 4.0])


def test_a_cancelled_drive_ends_on_the_way_and_can_go_on_or_back(bench: Any) -> None:
    for share, target, seconds in ((0.25, "assembly", 3.0), (0.25, "intake", 1.0)):
        drive(bench, "intake")
        bench.equipment.command("amr", "vehicle", f"go {target}", "travel", {"to": "assembly"}, bench.now_s)
        bench.equipment.cancel("amr", "vehicle", f"go {target}", bench.now_s + 4.0 * share)
        assert bench.do("amr/vehicle", "dock", at="intake").error_code == "vehicle.not_there"
        assert drive(bench, target)["duration_s"] == pytest.approx(seconds)
        assert bench.done("amr/vehicle", "dock", at=target) == {"at": target}


def test_a_loose_screw_falls_out_when_a_vehicle_takes_the_tray(bench_with: Any, vehicle_line: Any) -> None:
    bench = bench_with({"fault": "lost_screw", "serial": SERIAL, "screw": "s1"}, line=vehicle_line)
    bench.receive()
    bench.place("plate_1")
    bench.fasten("s1", "final")
    assert "s1" in bench.tray().screws
    drive(bench, "assembly")
    assert take(bench, "load", "assembly").state is CommandState.SUCCEEDED
    assert "s1" not in bench.tray().screws
