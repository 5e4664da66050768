"""What the planned faults of the simulated equipment come to, seen from the orchestrator.

The true equipment makes a fault and a later step finds it. Here the chain is told in short: which skill of a process
brings the fault in, which one finds it, with which code, and which one puts it right (docs/simulation.md). A retry
inside the process uses up a fault that passes by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Failure
from robot_cells.ids import CellId, ProductId, SerialNumber
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.orders.product import Product
from robot_cells.simulations import fault_plan as plan
from robot_cells.simulations.pending_faults import PendingFaults


class _OfSerial(Protocol):
    """A fault of one product."""

    @property
    def serial(self) -> str:
        """Of the product."""


SerialFault = TypeVar("SerialFault", bound=_OfSerial)
Defect = dict[str, object]
"""A defect as an inspection tells it: code, subject, offsets in metres, rotation in radians."""

MISSING_MODULE = "inspect.missing_module"
NO_DRIVES: Mapping[CellId, int] = {}
"""Where no vehicle has moved yet."""
LEAK_LIMIT_PA_M3_S = 0.0005
"""The leak test's own limit where neither capability nor operation gives one."""
SCREW_REACH_M = 0.0025
"""A module farther off than this covers its screw holes (the simulated screwdriver's bit slips off)."""


@dataclass(frozen=True, slots=True)
class Setback:
    """An attempt fails: why, with what result, and after which share of its duration."""

    failure: Failure
    result: Mapping[str, object] = field(default_factory=dict)
    share: float = 1.0


class FaultEffects:
    """The faults of one run. Ask about every attempt once, when it begins.

    `drives` are those that each vehicle has begun before.
    """

    def __init__(
        self,
        faults: Sequence[plan.FaultSpec],
        products: Mapping[ProductId, Product],
        drives: Mapping[CellId, int] = NO_DRIVES,
    ) -> None:
        self._faults = PendingFaults(faults)
        self._products = products
        self._hidden: dict[SerialNumber, list[Defect]] = {}
        self._leaks: dict[SerialNumber, float] = {}
        self._drives: dict[CellId, int] = dict(drives)
        self._is_idle = not faults
        # In the order in which a process uses them: what fails first ends the attempt.
        self._looks: tuple[tuple[str, Callable[[Assignment, Mapping[str, int]], Setback | None]], ...] = (
            ("kit", self._kit),
            ("scan_code", self._scan),
            ("place", self._place),
            ("insert", self._place),
            ("fasten", self._fasten),
            ("mate_coupling", self._mate),
            ("insert_cable", self._insert),
            ("leak_test", self._leak_test),
            ("function_test", self._function_test),
            ("capture", self._capture),
            ("inspect", self._inspect),
        )

    def drive_factors(self, vehicle: CellId) -> tuple[float, float]:
        """By how much the two drives of a vehicle's next trip are late, the empty one and the loaded one."""
        if self._is_idle:
            return (1.0, 1.0)
        factors = []
        for _ in range(2):
            number = self._drives[vehicle] = self._drives.get(vehicle, 0) + 1
            late = self._faults.take(plan.LateVehicle, partial(_is_drive, vehicle=vehicle, number=number))
            factors.append(1.0 if late is None else late.factor)
        return (factors[0], factors[1])

    def leave(self, serial: SerialNumber, defects: Iterable[Mapping[str, object]]) -> None:
        """These defects are on the product, whoever has seen them or not."""
        self._hide(serial, [dict(item) for item in defects])
        self._is_idle = False

    def are_on(self, serial: SerialNumber) -> bool:
        """Whether a product has defects that nobody has put right."""
        return bool(self._hidden.get(serial))

    def setback(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        """What the faults make of an attempt whose process has these skills; None where it succeeds."""
        if self._is_idle:
            return None
        for skill, look in self._looks:
            if skill in skills:
                found = look(assignment, skills)
                if found is not None:
                    return found
        self._put_right(assignment)
        return None

    def _kit(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        return self._passing(plan.MissingPart, assignment, skills["kit"], "station.part_missing", 0.5)

    def _scan(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        return self._passing(plan.ScannerNoRead, assignment, skills["scan_code"], "scan.no_read")

    def _capture(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        return self._passing(plan.CameraNoImage, assignment, skills["capture"], "camera.no_image")

    def _place(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        serial = assignment.serial
        while (fault := self._take(plan.MisplacedModule, serial)) is not None:
            self._hide(serial, _displaced(fault))
        while (missing := self._take(plan.MissingModule, serial)) is not None:
            self._hide(serial, [_defect(MISSING_MODULE, missing.module)])
        while (wrong := self._take(plan.WrongModule, serial)) is not None:
            self._hide(serial, [_defect("inspect.wrong_module", wrong.module)])
        return None

    def _fasten(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        serial = assignment.serial
        for kind, code in _SCREW_CODES:
            fault = self._take(kind, serial)
            if fault is not None:
                return failed(code, fault.screw, 0.5)
        for defect in self._hidden.get(serial, ()):
            screw = self._covered_screw(assignment, defect)
            if screw and "place" not in skills and "insert" not in skills:
                return failed("fasten.no_seat", screw, 0.5)
        while (lost := self._take(plan.LostScrew, serial)) is not None:
            self._hide(serial, [_defect("inspect.missing_screw", lost.screw)])
        return None

    def _mate(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        serial = assignment.serial
        self._leaks.pop(serial, None)  # Every coupling is mated anew.
        while (leak := self._take(plan.LeakingCoupling, serial)) is not None:
            self._leaks[serial] = self._leaks.get(serial, 0.0) + leak.leak_pa_m3_s
        return None

    def _insert(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        for kind in (plan.LooseCable, plan.HangingCable):
            while (loose := self._take(kind, assignment.serial)) is not None:
                self._hide(assignment.serial, [_defect("inspect.loose_cable", loose.cable)])
        return None

    def _leak_test(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        stopped = self._stopped(assignment, "leak_test")
        if stopped is not None:
            return stopped
        limit = assignment.parameters.get("limit_pa_m3_s", LEAK_LIMIT_PA_M3_S)
        is_leaking = self._leaks.get(assignment.serial, 0.0) > (limit if isinstance(limit, int | float) else 0.0)
        return failed("leak_test.leak", "") if is_leaking else None

    def _function_test(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        stopped = self._stopped(assignment, "function_test")
        if stopped is not None:
            return stopped
        fault = self._take(plan.FunctionFault, assignment.serial)
        return None if fault is None else failed("function_test.out_of_limits", fault.measurement)

    def _inspect(self, assignment: Assignment, skills: Mapping[str, int]) -> Setback | None:
        defects = self._hidden.get(assignment.serial)
        if not defects:
            return None
        code = str(defects[0]["code"])
        result = {"verdict": "fail", "defects": [dict(item) for item in defects]}
        return Setback(Failure(code, f"{code} {defects[0]['subject']}"), result)

    def _passing(
        self, kind: type[SerialFault], assignment: Assignment, tries: int, code: str, share: float = 1.0
    ) -> Setback | None:
        """A fault that goes away by itself, met by a step that is tried so often."""
        for _ in range(tries):
            if self._take(kind, assignment.serial) is None:
                return None
        return failed(code, "", share)

    def _stopped(self, assignment: Assignment, program: str) -> Setback | None:
        serial = assignment.serial
        found = self._faults.take(plan.CycleFault, lambda item: item.serial == serial and item.program == program)
        return None if found is None else failed("machine.cycle_fault", "", 0.5)

    def _take(self, kind: type[SerialFault], serial: SerialNumber) -> SerialFault | None:
        return self._faults.take(kind, lambda item: item.serial == serial)

    def _hide(self, serial: SerialNumber, defects: Iterable[Defect]) -> None:
        self._hidden.setdefault(serial, []).extend(defects)

    def _put_right(self, assignment: Assignment) -> None:
        """What a rework operation was told of is put right when it succeeds."""
        told = assignment.parameters.get("defects")
        hidden = self._hidden.get(assignment.serial)
        if not hidden or not isinstance(told, Sequence):
            return
        subjects = {item.get("subject") for item in told if isinstance(item, Mapping)}
        hidden[:] = [item for item in hidden if item["subject"] not in subjects]

    def _covered_screw(self, assignment: Assignment, defect: Defect) -> str:
        """A screw that finds no hold, because its module is missing or stands beside its place; empty for none."""
        product = self._products.get(assignment.product)
        offset_m = math.hypot(float(str(defect["offset_x_m"])), float(str(defect["offset_y_m"])))
        finds_hold = offset_m <= SCREW_REACH_M and defect["code"] != MISSING_MODULE
        if product is None or product.layout is None or finds_hold:
            return ""
        return next((item.id for item in product.layout.screws if item.holds == defect["subject"]), "")


_SCREW_CODES: tuple[tuple[type[plan.NoScrew | plan.NoSeat | plan.CrossThread | plan.Strip], str], ...] = (
    (plan.NoScrew, "fasten.no_screw"),
    (plan.NoSeat, "fasten.no_seat"),
    (plan.CrossThread, "fasten.cross_thread"),
    (plan.Strip, "fasten.strip"),
)
"""Faults that the fastening itself finds, with the codes of the skill."""


def _is_drive(fault: plan.LateVehicle, vehicle: CellId, number: int) -> bool:
    return fault.vehicle == vehicle and fault.trip == number


def _displaced(fault: plan.MisplacedModule) -> list[Defect]:
    """What an inspection says of the module; nothing where it stands within the default tolerances."""
    is_turned = abs(fault.drotation_rad) > DEFAULTS.rotation_rad
    if not is_turned and math.hypot(fault.dx_m, fault.dy_m) <= DEFAULTS.offset_m:
        return []
    code = "inspect.turned_module" if is_turned else "inspect.misplaced_module"
    return [_defect(code, fault.module, fault.dx_m, fault.dy_m, fault.drotation_rad)]


def _defect(code: str, subject: str, x_m: float = 0.0, y_m: float = 0.0, rotation_rad: float = 0.0) -> Defect:
    offsets = {"offset_x_m": x_m, "offset_y_m": y_m, "rotation_rad": rotation_rad}
    return {"code": code, "subject": subject, "score": 1.0, **offsets}


def failed(code: str, subject: str, share: float = 1.0) -> Setback:
    """An attempt that fails with one defect, found after that share of its duration."""
    result = {"verdict": "fail", "defects": [_defect(code, subject)]}
    return Setback(Failure(code, f"{code} {subject}".strip()), result, share)
