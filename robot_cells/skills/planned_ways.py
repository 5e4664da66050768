"""The ways of a known cell: planned round all that may stand there, once for all cells that are alike."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from robot_cells.devices.six_axis_arm import Joints, SixAxisArm
from robot_cells.ids import DeviceId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.motions.arm_kinematics import arm_kinematics
from robot_cells.motions.cell_scene import CELL, fullest_scene
from robot_cells.motions.held_part import HeldPart, held_part
from robot_cells.motions.kept_files import KeptFiles
from robot_cells.motions.plan import NoPlan
from robot_cells.motions.swept_volume import SweptVolume
from robot_cells.motions.transit import Transit
from robot_cells.motions.transits import Question, Transits
from robot_cells.motions.zone_claims import ZoneClaims
from robot_cells.orders.part_sizes import CABLE, COUPLING
from robot_cells.orders.product import Product
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.scenes.cell_plan import device_of
from robot_cells.skills.ways import ArmSweep, home_of, refusal

_SHARED: dict[tuple[str, Path | None], Transits] = {}
_SEVERAL = 2
_SHARING = threading.Lock()
"""Cells that are alike, of one line or of many in one process, know the same ways."""


class PlannedWays:
    """`Ways` of one cell; plans are kept in `folder`, or in this process alone (None)."""

    def __init__(self, cell: Cell, products: Mapping[ProductId, Product], folder: Path | None = None) -> None:
        self._cell, self._products, self._folder = cell, products, folder
        self._known: dict[tuple[DeviceId, ProductId], Transits] = {}
        self._claims: ZoneClaims | None = None

    def find(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId, question: Question) -> Transit:
        """See `Ways`; raises `SceneError` where the cell's document cannot be understood."""
        found = self._transits(device, arm, home, product).find(question)
        if isinstance(found, NoPlan):
            raise refusal(device, found)
        return found

    def room(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId, motion: ArmSweep) -> SweptVolume:
        """See `Ways`."""
        return self._transits(device, arm, home, product).swept(motion.held, motion.rows)

    @property
    def claims(self) -> ZoneClaims | None:
        """See `Ways`: of a cell with several arms, which all stand at home in the beginning."""
        arms = [device for device in self._cell.devices if device.kind is DeviceKind.ARM]
        if len(arms) < _SEVERAL:
            return None
        if self._claims is None:
            self._claims = ZoneClaims()
            for device in arms:
                arm, home = arm_kinematics(device.parameters), home_of(device, self._cell.id)
                volume = self.room(device, arm, home, ProductId(""), ArmSweep("", (home,)))
                self._claims.stand(device.id, volume)
        return self._claims

    def _transits(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId) -> Transits:
        key = device.id, product
        transits = self._known.get(key)
        if transits is None:
            transits = self._known[key] = self._made(device, arm, home, product)
        return transits

    def _made(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId) -> Transits:
        scene = fullest_scene(self._cell, self._products, product, device.id)
        name = f"{CELL}/{device.id}"
        made = Transits(scene, name, arm, home, self._parts(device, product), KeptFiles(self._folder))
        with _SHARING:
            return _SHARED.setdefault((made.hash, self._folder), made)

    def _parts(self, device: Device, product: ProductId) -> Mapping[str, HeldPart]:
        """What this arm's hand may hold: tools are on the flange of the cell's first arm."""
        gripper = device_of(self._cell, DeviceKind.GRIPPER)
        known = self._products.get(product)
        first = device_of(self._cell, DeviceKind.ARM)
        if gripper is None or known is None or known.layout is None or first is None or first.id != device.id:
            return {}
        types = sorted({module.type for module in known.layout.modules} | {COUPLING, CABLE})
        options = GripperOptions.from_parameters(gripper.parameters)
        return {part: held_part(part, [known.layout], options) for part in types}
