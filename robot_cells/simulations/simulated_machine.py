"""A simulated machine with a door, a clamp and a cycle: leak tester or function test fixture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING

from robot_cells.ids import SerialNumber
from robot_cells.lines.device import Device
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import CycleFault, FunctionFault
from robot_cells.simulations.function_test import SECONDS_PER_TEST, Measurand, measure
from robot_cells.simulations.leak_test import OPEN_LEAK_PA_M3_S, LeakTest, pressure_curve
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_tray import SimulatedTray

if TYPE_CHECKING:
    from robot_cells.simulations.site import Site

INTERLOCK = "machine.interlock"
CYCLE_FAULT = "machine.cycle_fault"


class Door(Enum):
    """Where the door is; while it moves it is still where it was."""

    OPEN = "open"
    """Products can go in and out."""
    CLOSED = "closed"
    """A cycle can run."""
    BETWEEN = "neither open nor closed"
    """It was stopped on its way."""


class Clamp(Enum):
    """Whether the product is held."""

    OPEN = "open"
    """It can be lifted out."""
    CLOSED = "closed"
    """It is held."""
    BETWEEN = "neither open nor closed"
    """It was stopped on its way."""


DURATIONS_S = {"open_door": 2.0, "close_door": 2.5, "clamp": 1.5, "unclamp": 1.0, "load": 6.0, "unload": 6.0}
"""Nominal; pneumatic doors and clamps, and an operator's or arm's hand for loading."""


class SimulatedMachine(SimulatedDevice):
    """Commands `open_door`, `close_door`, `clamp`, `unclamp`, `load`, `unload` and `start_cycle`; begins open.

    A command whose end is there already (`open_door` on an open door) succeeds at once.
    """

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        self.door = Door.OPEN
        self.clamped = Clamp.OPEN
        self.product: SimulatedTray | None = None

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        if command == "start_cycle":
            return self._cycle(parameters)
        if command == "load":
            return self._load(SerialNumber(parameters.text("serial")))
        if command == "unload":
            return self._unload(SerialNumber(parameters.text("serial")))
        moves: Mapping[str, Callable[[], bool]] = {
            "open_door": self._may_open_door,
            "close_door": self._may_close_door,
            "clamp": self._may_clamp,
            "unclamp": self._may_unclamp,
        }
        if command not in moves:
            raise self.unknown(command)
        return self._move(command, is_needed=moves[command]())

    def _move(self, command: str, *, is_needed: bool) -> Work:
        """Door or clamp moves; at once where it `is_needed` not."""
        serial = self.product.serial if self.product else ""
        duration_s = self.jitter(DURATIONS_S[command], command) if is_needed else 0.0
        return Work(duration_s, lambda _: self._moved(command), serial)

    def _moved(self, command: str) -> Effect:
        if command in ("open_door", "close_door"):
            self.door = Door.OPEN if command == "open_door" else Door.CLOSED
        else:
            self.clamped = Clamp.CLOSED if command == "clamp" else Clamp.OPEN
        return Effect()

    def _may_open_door(self) -> bool:
        return self.door is not Door.OPEN

    def _may_close_door(self) -> bool:
        if self.product is not None and self.clamped is not Clamp.CLOSED:
            raise CommandError(INTERLOCK, "The door does not close on a product that is not clamped.")
        return self.door is not Door.CLOSED

    def _may_clamp(self) -> bool:
        if self.product is None:
            raise CommandError(INTERLOCK, "There is no product to clamp.")
        return self.clamped is not Clamp.CLOSED

    def _may_unclamp(self) -> bool:
        if self.door is not Door.OPEN:
            raise CommandError(INTERLOCK, f"The clamp does not open while the door is {self.door.value}.")
        return self.clamped is not Clamp.OPEN

    def _load(self, serial: SerialNumber) -> Work:
        if self.product is not None and self.product.serial == serial:
            return Work(0.0, lambda _: Effect(), serial)
        if self.product is not None:
            raise CommandError(INTERLOCK, f"The product {self.product.serial} is inside.")
        self._check_open()
        if self.site.plant.floor.find(serial, self.site.cell) is None:
            raise CommandError(INTERLOCK, f"The product {serial} is not at this cell.")
        return Work(self.jitter(DURATIONS_S["load"], "load"), lambda _: self._loaded(serial), serial)

    def _unload(self, serial: SerialNumber) -> Work:
        if self.product is None:
            if self.site.plant.floor.find(serial, self.site.cell) is None:
                raise CommandError(INTERLOCK, f"The product {serial} is not at this cell.")
            return Work(0.0, lambda _: Effect(), serial)
        if self.product.serial != serial:
            raise CommandError(INTERLOCK, f"The product {self.product.serial} is inside, not {serial}.")
        self._check_open()
        return Work(self.jitter(DURATIONS_S["unload"], "unload"), lambda _: self._unloaded(serial), serial)

    def _check_open(self) -> None:
        if self.door is not Door.OPEN or self.clamped is not Clamp.OPEN:
            raise CommandError(INTERLOCK, f"The door is {self.door.value}, the clamp {self.clamped.value}: open both.")

    def _loaded(self, serial: SerialNumber) -> Effect:
        tray = self.site.plant.floor.find(serial, self.site.cell)
        if tray is None:
            raise CommandError(INTERLOCK, f"The product {serial} was taken away from this cell.")
        tray.handled()
        self.site.plant.floor.put_inside(serial, self.device.id)
        self.product = tray
        return Effect()

    def _unloaded(self, serial: SerialNumber) -> Effect:
        self.site.plant.floor.take_outside(serial)
        self.product = None
        return Effect()

    def _cycle(self, parameters: CommandParameters) -> Work:
        program = parameters.text("program")
        if self.product is None:
            raise CommandError(INTERLOCK, "There is no product inside.")
        if self.door is not Door.CLOSED or self.clamped is not Clamp.CLOSED:
            raise CommandError(INTERLOCK, f"The door is {self.door.value}, the clamp {self.clamped.value}: close both.")
        if program == "leak_test":
            duration_s, run = self._leak_test(parameters, self.product)
        elif program == "function_test":
            duration_s, run = self._function_test(parameters, self.product)
        else:
            raise CommandError(BAD_PARAMETER, f"There is no program {program!r}: leak_test, function_test.")
        serial = self.product.serial
        fault = self.site.plant.faults.take(CycleFault, lambda item: item.serial == serial and item.program == program)
        if fault is None:
            return Work(duration_s, lambda _: Effect(run()), serial, program)

        def stopped(_: float) -> Effect:
            """Fails half-way."""
            raise CommandError(CYCLE_FAULT, f"The machine stopped in the middle of {program}.")

        return Work(duration_s / 2.0, stopped, serial, program)

    def _leak_test(
        self, parameters: CommandParameters, tray: SimulatedTray
    ) -> tuple[float, Callable[[], Mapping[str, object]]]:
        test = LeakTest(
            fill_pressure_pa=parameters.number("fill_pressure_pa", minimum=1.0, maximum=1e7),
            fill_s=parameters.number("fill_s", minimum=0.1, maximum=1e5),
            stabilise_s=parameters.number("stabilise_s", minimum=0.0, maximum=1e5),
            measure_s=parameters.number("measure_s", minimum=0.1, maximum=1e5),
            vent_s=parameters.number("vent_s", minimum=0.0, maximum=1e5),
            volume_m3=parameters.number("volume_m3", minimum=1e-9, maximum=10.0),
        )

        def run() -> Mapping[str, object]:
            """The pressure over time; couplings that are not mated leak as open ones do."""
            unmated = [item for item in tray.layout.couplings if item.id not in tray.tray.couplings]
            leak = tray.tray.leak_pa_m3_s + OPEN_LEAK_PA_M3_S * len(unmated)
            times, pressure = pressure_curve(test, leak, self.site.plant.random.next("leak_test", tray.serial))
            curve = {
                "time_s": [round(float(value), 3) for value in times],
                "pressure_pa": [round(float(value), 2) for value in pressure],
            }
            return {"curve": curve}

        return test.duration_s, run

    def _function_test(
        self, parameters: CommandParameters, tray: SimulatedTray
    ) -> tuple[float, Callable[[], Mapping[str, object]]]:
        measurands = [_measurand(CommandParameters(row)) for row in parameters.rows("tests")]

        def run() -> Mapping[str, object]:
            """Every measurand with its value; a tray that is not complete cannot be switched on."""
            random = self.site.plant.random.next("function_test", tray.serial)
            found = measure(
                measurands,
                switched_on=tray.is_complete,
                faulty=lambda name: self._is_faulty(tray.serial, name),
                random=random,
            )
            return {"measurements": found}

        return self.jitter(SECONDS_PER_TEST * max(1, len(measurands)), tray.serial), run

    def _is_faulty(self, serial: str, measurement: str) -> bool:
        fault = self.site.plant.faults.take(
            FunctionFault, lambda item: item.serial == serial and item.measurement == measurement
        )
        return fault is not None


def _measurand(row: CommandParameters) -> Measurand:
    low, high = row.number("low"), row.number("high")
    if high < low:
        raise CommandError(BAD_PARAMETER, f"The limits {low} and {high} are the wrong way round.")
    return Measurand(row.text("name"), row.text("unit", ""), low, high)
