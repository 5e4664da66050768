"""The reference line's processes, carried out by the simulated equipment on virtual time."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from robot_cells.clock import VirtualClock
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.yaml_reader import read_document
from robot_cells.ids import AttemptId, CellId, ProductId, SerialNumber
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.process_reader import parse_process
from robot_cells.processes.runner import Runner, RunOrder, RunStatus
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.fault_plan import (
    CrossThread,
    CycleFault,
    FaultSpec,
    HangingCable,
    LeakingCoupling,
    LooseCable,
    LostScrew,
    MisplacedModule,
    MissingModule,
    MissingPart,
    NoScrew,
    NoSeat,
    Strip,
    WrongModule,
)
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.skills.registry import load_skills
from robot_cells.skills.workplace import Workplace

CONFIG = Path(__file__).parents[2] / "config"
SERIAL = SerialNumber("WO-1-001")
SKILLS = load_skills()
LEAST_S, MOST_S = 14.0, 90.0


class Client:
    """A device of the simulated equipment."""

    def __init__(self, hall: Hall, cell: str, device: str) -> None:
        self._hall, self._cell, self._device = hall, cell, device

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        equipment = self._hall.equipment
        self._hall.take(
            equipment.command(self._cell, self._device, command_id, command, parameters, self._hall.clock.now())
        )

    def status(self, command_id: str) -> CommandStatus:
        return self._hall.states[command_id]

    def cancel(self, command_id: str) -> None:
        self._hall.take(self._hall.equipment.cancel(self._cell, self._device, command_id, self._hall.clock.now()))


class Vision:
    """Judges every picture as the test says."""

    def __init__(self, verdict: str, defects: list[dict[str, object]]) -> None:
        self._result = {"verdict": verdict, "defects": defects, "model": "told@1", "evidence": "ab12"}

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        assert isinstance(parameters["image"], np.ndarray)

    def status(self, command_id: str) -> CommandStatus:
        return CommandStatus(CommandState.SUCCEEDED, 1.0, result=self._result)

    def cancel(self, command_id: str) -> None:
        raise AssertionError("nothing to cancel")


class Hall:
    """The whole simulated line, and who works in it."""

    def __init__(
        self, plant: Plant, processes: Mapping[str, ProcessModel], faults: list[FaultSpec] | None = None
    ) -> None:
        self.plant, self.processes = plant, processes
        self.clock = VirtualClock()
        self.equipment = SimulatedEquipment(plant.line, plant.products, faults or [], seed=7)
        self.states: dict[str, CommandStatus] = {}
        self.workplaces: dict[str, Workplace] = {}
        self.vision = Vision("pass", [])
        self.count = 0
        self.begun: set[str] = set()

    def take(self, changes: list[object]) -> None:
        for change in changes:
            if isinstance(change, DeviceChange):
                result = dict(change.result)
                if change.picture is not None:
                    result["image"] = change.picture
                self.states[change.command_id] = CommandStatus(
                    change.state, change.progress, change.error_code, change.error_message, result
                )

    def runner(self, process: str, cell: str, product: str, parameters: Mapping[str, object]) -> Runner:
        devices = self.devices(cell)
        clients = {device.id: Client(self, cell, device.id) for device in devices} | {"vision": self.vision}
        workplace = self.workplaces.setdefault(cell, Workplace(cell, devices))
        self.count += 1
        order = RunOrder(
            attempt=AttemptId(f"j:{SERIAL}/{process}.1#{self.count}"),
            serial=SERIAL,
            product=ProductId(product),
            layout=self.plant.products[ProductId(product)].layout,
            parameters=parameters,
            is_first=process not in self.begun,
        )
        self.begun.add(process)
        return Runner(
            self.processes[process], order, workplace=workplace, devices=clients, clock=self.clock, skills=SKILLS
        )

    def devices(self, cell: str) -> tuple[Device, ...]:
        if any(vehicle.id == cell for vehicle in self.plant.line.vehicles):
            return (Device("vehicle", DeviceKind.VEHICLE),)
        return self.plant.line.cell(CellId(cell)).devices

    def work(
        self,
        process: str,
        cell: str,
        product: str = "tray_a",
        parameters: Mapping[str, object] | None = None,
        *,
        answers: str = "",
        cancel: tuple[CancelPolicy, float] = (CancelPolicy.PARK, math.inf),
    ) -> Runner:
        """Run a process to its end; every prompt is answered with `answers`; cancelled after so many seconds."""
        runner = self.runner(process, cell, product, parameters or {})
        cancel_at_s = self.clock.now() + cancel[1]
        while runner.tick() is RunStatus.RUNNING:
            if runner.prompts:
                runner.answer(runner.prompts[0].id, answers)
                continue
            if self.clock.now() >= cancel_at_s:
                runner.cancel(cancel[0])
                cancel_at_s = math.inf
                continue
            next_s = min(self.equipment.next_event_s, runner.wake_at_s, cancel_at_s)
            assert math.isfinite(next_s), f"{process} waits for nothing in {runner.step}"
            self.clock.advance(max(0.0, next_s - self.clock.now()))
            self.take(self.equipment.advance(self.clock.now()))
        return runner

    def carry(self, origin: str, target: str) -> Runner:
        way = {"from": origin, "to": target, "distance_m": 4.0, "approach_m": 2.0, "serial": SERIAL}
        return self.work("transport", "amr_1", parameters=way)

    @property
    def tray(self) -> SimulatedTray:
        (tray,) = self.equipment.plant.floor.trays
        return tray


@pytest.fixture(scope="module")
def plant() -> Plant:
    return load_plant(CONFIG / "lines" / "compute_tray.yaml")


@pytest.fixture(scope="module")
def processes() -> dict[str, ProcessModel]:
    found = {}
    for path in sorted((CONFIG / "processes").glob("*.yaml")):
        model, faults = parse_process(read_document(path).data)
        assert model is not None, faults
        found[model.process] = model
    return found


def succeeded(runner: Runner) -> Runner:
    assert runner.status is RunStatus.SUCCEEDED, runner.failure
    return runner


def failed(runner: Runner) -> str:
    assert runner.status is RunStatus.FAILED
    assert runner.failure is not None
    assert runner.failure.message
    assert runner.failure.remedy
    return runner.failure.code


def placed(hall: Hall) -> Hall:
    """A tray with its modules in, at assembly_1."""
    succeeded(hall.work("kit", "kitting"))
    succeeded(hall.carry("kitting", "assembly_1"))
    succeeded(hall.work("place_modules", "assembly_1"))
    return hall


ROUTE = (
    ("kit", "kitting"),
    ("place_modules", "assembly_1"),
    ("fasten_cold_plates", "assembly_1"),
    ("insert_cables", "assembly_1"),
    ("mate_couplings", "assembly_2"),
    ("leak_test", "leak_test"),
    ("inspect_tray", "inspection"),
    ("function_test", "function_test"),
    ("scan_serial", "intake"),
    ("deliver", "intake"),
)


@pytest.mark.parametrize("product", ["tray_a", "tray_b"])
def test_a_tray_goes_through_every_process_in_its_time(
    plant: Plant, processes: dict[str, ProcessModel], product: str
) -> None:
    hall = Hall(plant, processes)
    layout = plant.products[ProductId(product)].layout
    assert layout is not None
    at = "kitting"
    for process, cell in ROUTE:
        if cell != at:
            succeeded(hall.carry(at, cell))
            at = cell
        before_s = hall.clock.now()
        runner = succeeded(hall.work(process, cell, product))
        took_s = hall.clock.now() - before_s
        assert LEAST_S <= took_s <= MOST_S, (process, took_s)
        assert runner.predicted_s == pytest.approx(took_s, rel=0.35), process
        if process == "mate_couplings":
            tray = hall.tray.tray
            assert set(tray.modules) == {module.id for module in layout.modules}
            assert all(tray.screws[screw.id] >= 0.57 for screw in layout.screws)
            assert tray.couplings == {coupling.id for coupling in layout.couplings}
            assert tray.cables == {cable.id for cable in layout.cables}
            for module in layout.modules:
                there = tray.modules[module.id]
                assert math.hypot(there.x_m - module.x_m, there.y_m - module.y_m) < 0.0005
                assert abs(there.rotation_rad - module.rotation_rad) < 0.002
    assert hall.equipment.plant.floor.where(SERIAL) is None


def test_results_hold_a_judged_curve_for_every_screw_in_both_stages(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    runner = succeeded(placed(Hall(plant, processes)).work("fasten_cold_plates", "assembly_1"))
    measurements = runner.result["measurements"]
    assert isinstance(measurements, list)
    layout = plant.products[ProductId("tray_a")].layout
    assert layout is not None
    names = [item["name"] for item in measurements]
    assert set(names) == {f"{s.id}.{stage}.torque" for s in layout.screws for stage in ("snug", "final")}
    for plate in ("cp_0", "cp_1", "cp_2"):
        of_plate = [name.split(".")[1] for name in names if name.startswith(plate)]
        assert of_plate == sorted(of_plate, reverse=True), "all snug before any final"
    for item in measurements:
        assert item["verdict"] == "pass"
        assert item["joint"] == "seated"
        assert len(item["curve"]["angle_rad"]) == len(item["curve"]["torque_nm"]) <= 100
        if ".final." in item["name"]:
            assert 0.7 <= item["torque_rate_nm_rad"] <= 1.0
    json.dumps(runner.result, allow_nan=False)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CrossThread(serial=SERIAL, screw="cp_1_s3"), "fasten.cross_thread"),
        (NoSeat(serial=SERIAL, screw="cp_1_s3"), "fasten.no_seat"),
        (Strip(serial=SERIAL, screw="cp_1_s3"), "fasten.strip"),
        (NoScrew(serial=SERIAL, screw="cp_1_s3"), "fasten.no_screw"),
    ],
)
def test_a_bad_screw_is_told_by_its_curve_and_can_be_put_right(
    plant: Plant, processes: dict[str, ProcessModel], fault: FaultSpec, code: str
) -> None:
    hall = placed(Hall(plant, processes, [fault]))
    runner = hall.work("fasten_cold_plates", "assembly_1")
    assert failed(runner) == code
    defects = runner.result["defects"]
    assert defects == [{"code": code, "subject": "cp_1_s3", "score": 1.0}]
    refit = hall.work("refit", "assembly_1", parameters={"defects": defects}, answers="done")
    assert len(refit.result.get("answers", [])) == (1 if code in ("fasten.strip", "fasten.cross_thread") else 0)
    succeeded(refit)
    succeeded(hall.work("fasten_cold_plates", "assembly_1"))


def test_an_operator_who_gives_up_ends_the_refit(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes))
    defects = [{"code": "inspect.foreign_object", "subject": "", "score": 0.9}]
    runner = hall.work("refit", "assembly_1", parameters={"defects": defects}, answers="give_up")
    assert failed(runner) == "refit.given_up"


def test_a_lost_screw_is_driven_again(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes, [LostScrew(serial=SERIAL, screw="cp_1_s3")]))
    succeeded(hall.work("fasten_cold_plates", "assembly_1"))
    succeeded(hall.carry("assembly_1", "inspection"))
    assert "cp_1_s3" not in hall.tray.tray.screws
    hall.vision = Vision("fail", [{"code": "inspect.missing_screw", "subject": "cp_1_s3", "score": 1.0}])
    runner = hall.work("inspect_tray", "inspection")
    assert failed(runner) == "inspect.missing_screw"
    assert (runner.result["verdict"], runner.result["evidence"]) == ("fail", "ab12")
    succeeded(hall.carry("inspection", "assembly_2"))
    succeeded(hall.work("refit", "assembly_2", parameters={"defects": runner.result["defects"]}))
    assert hall.tray.tray.screws["cp_1_s3"] >= 0.57


@pytest.mark.parametrize("turn_rad", [0.0, 0.08, -0.3])
def test_a_module_that_slipped_is_lifted_and_placed_again(
    plant: Plant, processes: dict[str, ProcessModel], turn_rad: float
) -> None:
    slip = MisplacedModule(serial=SERIAL, module="nic_1", dx_m=0.006, dy_m=-0.004, drotation_rad=turn_rad)
    hall = placed(Hall(plant, processes, [slip]))
    defect = {
        "code": "inspect.misplaced_module",
        "subject": "nic_1",
        "offset_x_m": 0.006,
        "offset_y_m": -0.004,
        "rotation_rad": turn_rad,
    }
    succeeded(hall.work("refit", "assembly_1", parameters={"defects": [defect]}))
    there = hall.tray.tray.modules["nic_1"]
    assert math.hypot(there.x_m - 0.100, there.y_m - 0.095) < 0.0005
    assert abs(there.rotation_rad) < 0.01


def test_a_wrong_part_is_taken_out_and_the_right_one_placed(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes, [WrongModule(serial=SERIAL, module="nic_1", type="power_board")]))
    assert hall.tray.tray.modules["nic_1"].type == "power_board"
    defects = [{"code": "inspect.wrong_module", "subject": "nic_1"}]
    succeeded(hall.work("refit", "assembly_1", parameters={"defects": defects}))
    assert hall.tray.tray.modules["nic_1"].type == ""


def test_a_wrong_part_under_screws_stops_the_refit(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes, [WrongModule(serial=SERIAL, module="cp_1", type="cold_plate_processor")]))
    succeeded(hall.work("fasten_cold_plates", "assembly_1"))
    defects = [{"code": "inspect.wrong_module", "subject": "cp_1"}]
    assert failed(hall.work("refit", "assembly_1", parameters={"defects": defects})) == "gripper.no_part"


@pytest.mark.parametrize(
    "fault", [LooseCable(serial=SERIAL, cable="cable_2", end=2), HangingCable(serial=SERIAL, cable="cable_2")]
)
def test_a_loose_cable_is_taken_out_and_inserted_anew(
    plant: Plant, processes: dict[str, ProcessModel], fault: FaultSpec
) -> None:
    hall = placed(Hall(plant, processes, [fault]))
    succeeded(hall.work("insert_cables", "assembly_1"))
    assert list(hall.tray.tray.loose_cables) == ["cable_2"]
    defects = [{"code": "inspect.loose_cable", "subject": "cable_2"}]
    succeeded(hall.work("refit", "assembly_1", parameters={"defects": defects}))
    assert (hall.tray.tray.loose_cables, len(hall.tray.tray.cables)) == ({}, 3)


def test_a_module_that_stuck_to_the_gripper_is_placed_again(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes, [MissingModule(serial=SERIAL, module="cp_2")]))
    assert "cp_2" not in hall.tray.tray.modules
    defects = [{"code": "inspect.missing_module", "subject": "cp_2"}]
    succeeded(hall.work("refit", "assembly_1", parameters={"defects": defects}))
    assert "cp_2" in hall.tray.tray.modules
    assert hall.tray.tray.screws["cp_2_s1"] >= 0.57


def test_a_leak_is_found_the_tray_leaves_the_machine_and_mating_anew_cures_it(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    hall = placed(Hall(plant, processes, [LeakingCoupling(serial=SERIAL, coupling="supply_2", leak_pa_m3_s=0.005)]))
    succeeded(hall.carry("assembly_1", "assembly_2"))
    succeeded(hall.work("mate_couplings", "assembly_2"))
    succeeded(hall.carry("assembly_2", "leak_test"))
    runner = hall.work("leak_test", "leak_test")
    assert failed(runner) == "leak_test.leak"
    (leak,) = [item for item in runner.result["measurements"] if item["name"] == "leak_rate"]
    assert leak["value"] == pytest.approx(0.005, rel=0.1)
    assert hall.equipment.plant.floor.inside(SERIAL) is None
    succeeded(hall.carry("leak_test", "assembly_2"))
    succeeded(hall.work("remate_couplings", "assembly_2"))
    succeeded(hall.carry("assembly_2", "leak_test"))
    succeeded(hall.work("leak_test", "leak_test"))


def test_an_open_loop_is_told_from_a_leak(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes))
    succeeded(hall.carry("assembly_1", "leak_test"))
    assert failed(hall.work("leak_test", "leak_test")) == "leak_test.no_pressure"
    assert hall.equipment.plant.floor.inside(SERIAL) is None


def test_a_machine_that_stops_in_its_cycle_gives_the_tray_back(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    hall = placed(Hall(plant, processes, [CycleFault(serial=SERIAL, program="leak_test")]))
    succeeded(hall.carry("assembly_1", "leak_test"))
    assert failed(hall.work("leak_test", "leak_test")) == "machine.cycle_fault"
    assert hall.equipment.plant.floor.inside(SERIAL) is None


def test_remating_takes_couplings_that_were_never_mated_from_the_feeder(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    hall = placed(Hall(plant, processes))
    succeeded(hall.carry("assembly_1", "assembly_2"))
    succeeded(hall.work("remate_couplings", "assembly_2"))
    assert len(hall.tray.tray.couplings) == 4


def test_a_bad_value_of_the_function_test_is_named(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes))
    succeeded(hall.carry("assembly_1", "function_test"))
    runner = hall.work("function_test", "function_test")
    assert failed(runner) == "function_test.out_of_limits"
    assert "supply_current 0.0 A (8.0 to 14.0)" in (runner.failure.message if runner.failure else "")


def test_kitting_may_be_tried_again_with_the_chassis_that_is_there(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    hall = Hall(plant, processes, [MissingPart(serial=SERIAL, part="processor")])
    assert failed(hall.work("kit", "kitting")) == "station.part_missing"
    succeeded(hall.work("kit", "kitting"))


def test_a_vehicle_that_has_the_tray_on_board_already_goes_on_with_it(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    hall = Hall(plant, processes)
    succeeded(hall.work("kit", "kitting"))
    runner = hall.carry("kitting", "nowhere")
    assert failed(runner) == "vehicle.blocked"
    succeeded(hall.carry("kitting", "assembly_1"))
    assert hall.equipment.plant.floor.where(SERIAL) == "assembly_1"


def test_a_cancelled_assembly_ends_with_the_arm_at_home_and_a_stopped_one_where_it_stands(
    plant: Plant, processes: dict[str, ProcessModel]
) -> None:
    hall = Hall(plant, processes)
    succeeded(hall.work("kit", "kitting"))
    succeeded(hall.carry("kitting", "assembly_1"))
    cancelled = hall.work("place_modules", "assembly_1", cancel=(CancelPolicy.PARK, 20.0))
    assert cancelled.status is RunStatus.CANCELLED
    arm = hall.equipment.sites[CellId("assembly_1")].arms[0]
    home = arm.device.parameters["home_rad"]
    assert arm.positions(hall.clock.now()) == pytest.approx(tuple(home), abs=1e-6)
    assert hall.tray.tray.modules
    begun_s = hall.clock.now()
    stopped = hall.work("place_modules", "assembly_1", cancel=(CancelPolicy.STOP_NOW, 20.0))
    assert stopped.status is RunStatus.CANCELLED
    assert hall.clock.now() == pytest.approx(begun_s + 20.0)
    assert arm.positions(hall.clock.now()) != pytest.approx(tuple(home), abs=1e-3)


@pytest.mark.parametrize("broken_off_s", [8.0, 9.5, 11.0, 25.0, 40.0])
def test_a_broken_off_assembly_can_be_done_again(
    plant: Plant, processes: dict[str, ProcessModel], broken_off_s: float
) -> None:
    hall = Hall(plant, processes)
    succeeded(hall.work("kit", "kitting"))
    succeeded(hall.carry("kitting", "assembly_1"))
    for process in ("place_modules", "insert_cables"):
        hall.work(process, "assembly_1", cancel=(CancelPolicy.STOP_NOW, broken_off_s))
        succeeded(hall.work(process, "assembly_1"))
    assert len(hall.tray.tray.modules) == 11
    assert len(hall.tray.tray.cables) == 3
    assert set(hall.tray.tray.parts) == {"coupling"}


def test_an_unclear_picture_is_never_a_pass(plant: Plant, processes: dict[str, ProcessModel]) -> None:
    hall = placed(Hall(plant, processes))
    succeeded(hall.carry("assembly_1", "inspection"))
    for verdict, defects in (("undecided", []), ("", []), ("fail", []), ("pass", [{"code": "inspect.turned_module"}])):
        hall.vision = Vision(verdict, defects)
        runner = hall.work("inspect_tray", "inspection")
        assert failed(runner) == "inspect.undecided"
        assert runner.result["verdict"] == "undecided"


def test_the_processes_name_no_skill_parameter_or_name_wrongly() -> None:
    for path in sorted((CONFIG / "processes").glob("*.yaml")):
        document = read_document(path)
        model, faults = parse_process(document.data)
        assert [str(document.problem(fault.path, fault.what, fault.remedy)) for fault in faults] == []
        assert model is not None
        assert model.process == path.stem
