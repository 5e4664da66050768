"""Where every product of the simulated plant is."""

from __future__ import annotations

from robot_cells.ids import CellId, DeviceId, SerialNumber
from robot_cells.lines.line import Line
from robot_cells.simulations.simulated_tray import SimulatedTray


class Floor:
    """Products are in a cell or on a vehicle; in a cell at most one stands at the working place.

    On a line without vehicles products change cells by themselves: `find` then brings one from wherever it is.
    """

    def __init__(self, line: Line) -> None:
        self._moves_by_itself = not line.vehicles
        self._room = {cell.id: _room(cell.input_buffer.capacity, cell.output_buffer.capacity) for cell in line.cells}
        self._room.update({vehicle.id: 1 for vehicle in line.vehicles})
        self._trays: dict[SerialNumber, SimulatedTray] = {}
        self._where: dict[SerialNumber, CellId] = {}
        self._place: dict[CellId, SerialNumber] = {}
        self._inside: dict[SerialNumber, DeviceId] = {}

    @property
    def trays(self) -> tuple[SimulatedTray, ...]:
        """All products on the floor, in the order in which they entered."""
        return tuple(self._trays.values())

    def where(self, serial: SerialNumber) -> CellId | None:
        """The cell or vehicle that a product is at; None when it is not on the floor."""
        return self._where.get(serial)

    def at_place(self, cell: CellId) -> SimulatedTray | None:
        """The product at the working place of a cell."""
        serial = self._place.get(cell)
        return self._trays[serial] if serial is not None else None

    def inside(self, serial: SerialNumber) -> DeviceId | None:
        """The machine that a product is in."""
        return self._inside.get(serial)

    def inside_at(self, serial: SerialNumber, cell: CellId) -> bool:
        """Whether a product is inside a machine of that cell."""
        return serial in self._inside and self._where[serial] == cell

    def find(self, serial: SerialNumber, cell: CellId) -> SimulatedTray | None:
        """The product, if it is in that cell and not inside a machine."""
        if serial not in self._trays or serial in self._inside:
            return None
        if self._where[serial] != cell:
            if not self._moves_by_itself:
                return None
            self.move(serial, cell)
        return self._trays[serial]

    def has_room(self, cell: CellId) -> bool:
        """Whether one more product can come to a cell (its two buffers and its working place) or vehicle."""
        room = self._room.get(cell)
        return room is None or sum(1 for place in self._where.values() if place == cell) < room

    def add(self, tray: SimulatedTray, cell: CellId) -> None:
        """A new product is in the cell."""
        self._trays[tray.serial] = tray
        self._where[tray.serial] = cell

    def remove(self, serial: SerialNumber) -> None:
        """The product leaves the line."""
        self._leave_place(serial)
        del self._trays[serial]
        del self._where[serial]

    def move(self, serial: SerialNumber, target: CellId) -> None:
        """The product is at another cell or vehicle now, not at the working place."""
        self._leave_place(serial)
        self._where[serial] = target

    def take_in(self, serial: SerialNumber) -> None:
        """The product comes to the working place of its cell; what stood there goes to the cell's buffers."""
        self._place[self._where[serial]] = serial

    def put_inside(self, serial: SerialNumber, machine: DeviceId) -> None:
        """The product is inside a machine of its cell now."""
        self._leave_place(serial)
        self._inside[serial] = machine

    def take_outside(self, serial: SerialNumber) -> None:
        """The product is in its cell again."""
        del self._inside[serial]

    def _leave_place(self, serial: SerialNumber) -> None:
        cell = self._where[serial]
        if self._place.get(cell) == serial:
            del self._place[cell]


def _room(*capacities: int | None) -> int | None:
    """Both buffers and the working place; None is unlimited."""
    known = [capacity for capacity in capacities if capacity is not None]
    return sum(known) + 1 if len(known) == len(capacities) else None
