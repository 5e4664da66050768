"""From a line and its products to the scene: everything that stands, hangs and drives, at its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.layout import Layout
from robot_cells.orders.product import Product
from robot_cells.scenes.blocks import Span
from robot_cells.scenes.buffer_rack import rack_mechanism
from robot_cells.scenes.camera_post import camera_mechanism, camera_view
from robot_cells.scenes.cell_arm import arm_placed
from robot_cells.scenes.cell_plan import CellPlan, docking_pose, plan_cell
from robot_cells.scenes.floor import floor_mechanism
from robot_cells.scenes.lanes import covered, dock_of, table_y
from robot_cells.scenes.machine import DOOR_JOINT, DOOR_OPEN_M, machine_mechanism, testing_of
from robot_cells.scenes.own_cell import own_placed
from robot_cells.scenes.scanner_post import scanner_mechanism
from robot_cells.scenes.scene import CameraView, Placed, Role, Scene
from robot_cells.scenes.station import station_mechanism
from robot_cells.scenes.table import table_mechanism
from robot_cells.scenes.tray_contents import TrayState, tray_mechanisms
from robot_cells.scenes.vehicle_body import LENGTH_M, WIDTH_M, vehicle_mechanism


def build_scene(
    line: Line,
    products: Mapping[ProductId, Product],
    *,
    cells: Collection[CellId] | None = None,
    vehicles: bool = True,
    trays: Mapping[CellId, tuple[ProductId, TrayState]] | None = None,
) -> Scene:
    """The whole line, or of it these `cells`; `vehicles` stand at the docking places of their homes.

    `trays` stand at the working places of their cells, with their parts in the feeders. The floor lies under what is
    built, and lanes are on it where there are vehicles. Poses are in the frame `line`. Raises `SceneError` for
    parameters of devices that cannot be understood, and `KeyError` for a tray of a product that is not made here.
    """
    layouts = layouts_of(products)
    chosen = [cell for cell in line.cells if cells is None or cell.id in cells]
    plans = {cell.id: plan_cell(cell, layouts) for cell in chosen}
    standing = [item for plan in plans.values() for item in cell_mechanisms(plan, layouts)]
    driving = vehicles_placed(line, products) if vehicles else []
    lying: list[Placed] = []
    for cell, (product, state) in (trays or {}).items():
        layout = products[product].layout
        if cell in plans and layout is not None:
            plan = plans[cell]
            lying += tray_mechanisms(layout, state, plan.tray_in_line, cell, plan.feeders_in_line)
    floor = _floor(list(plans.values()), driving)
    views = tuple(chain.from_iterable(_views(plan) for plan in plans.values()))
    return Scene(line.id, (floor, *standing, *driving, *lying), views)


def layouts_of(products: Mapping[ProductId, Product]) -> tuple[Layout, ...]:
    """The layouts of those products that have one."""
    return tuple(product.layout for product in products.values() if product.layout is not None)


def cell_mechanisms(plan: CellPlan, layouts: Collection[Layout]) -> list[Placed]:
    """All that is in one cell; the table comes first, or what the cell's own file has in place of table and racks."""
    cell = plan.cell
    own = own_placed(plan)
    found = (
        list(own.values())
        if cell.model is not None
        else [_placed(plan, "table", Role.STRUCTURE, table_mechanism(plan))]
    )
    scanners = 0
    for device in cell.devices:
        if device.kind is DeviceKind.SCANNER:
            scanners += 1
        if str(device.id) not in own:
            found += _device_placed(plan, device, layouts, scanners - 1)
    if cell.model is None:
        for name, buffer, side in (("input_buffer", cell.input_buffer, -1), ("output_buffer", cell.output_buffer, 1)):
            if buffer.capacity != 0:
                found.append(_placed(plan, name, Role.BUFFER, rack_mechanism(plan, buffer, side)))
    return found


def _device_placed(plan: CellPlan, device: Device, layouts: Collection[Layout], scanners: int) -> list[Placed]:
    """The body of a device, where it has one of its own; `scanners` are there before it."""
    name = str(device.id)
    match device.kind:
        case DeviceKind.STATION:
            return [_placed(plan, name, Role.STATION, station_mechanism(plan, layouts), is_device=True)]
        case DeviceKind.ARM:
            return [arm_placed(plan, device)]
        case DeviceKind.MACHINE:
            machine = machine_mechanism(plan, testing_of(plan.cell))
            return [_placed(plan, name, Role.MACHINE, machine, is_device=True, positions={DOOR_JOINT: DOOR_OPEN_M})]
        case DeviceKind.CAMERA:
            return [_placed(plan, name, Role.CAMERA, camera_mechanism(plan, device), is_device=True)]
        case DeviceKind.SCANNER:
            return [_placed(plan, name, Role.STATION, scanner_mechanism(plan, scanners), is_device=True)]
        case DeviceKind.GRIPPER | DeviceKind.SCREWDRIVER | DeviceKind.VEHICLE:
            return []  # on the arm's flange; vehicles are no devices of a cell


def vehicles_placed(line: Line, products: Mapping[ProductId, Product]) -> list[Placed]:
    """Every vehicle where it has docked at its home; it looks along the lane."""
    layouts = layouts_of(products)
    beside: dict[CellId, int] = {}
    found = []
    for vehicle in line.vehicles:
        plan = plan_cell(line.cell(vehicle.home), layouts)
        pose = docking_pose(plan, beside.get(vehicle.home, 0), WIDTH_M, LENGTH_M)
        beside[vehicle.home] = beside.get(vehicle.home, 0) + 1
        mechanism = vehicle_mechanism(plan.width_m, plan.depth_m)
        found.append(Placed(str(vehicle.id), Role.VEHICLE, mechanism, pose, is_fixed=False, cell=vehicle.id))
    return found


def _placed(
    plan: CellPlan,
    name: str,
    role: Role,
    mechanism: Mechanism,
    *,
    is_device: bool = False,
    positions: Mapping[str, float] | None = None,
) -> Placed:
    """Bolted down in the cell's own frame."""
    return Placed(
        name=f"{plan.cell.id}/{name}",
        role=role,
        mechanism=mechanism,
        pose=plan.pose,
        cell=plan.cell.id,
        device=DeviceId(name) if is_device else None,
        joint_positions=positions or {},
    )


def _floor(plans: list[CellPlan], driving: list[Placed]) -> Placed:
    """Under all cells and vehicles; a line without either has a floor of its margin alone."""
    points = [corner for plan in plans for corner in covered(plan)]
    points += [(item.pose.x_m, item.pose.y_m) for item in driving]
    xs, ys = [point[0] for point in points] or [0.0], [point[1] for point in points] or [0.0]
    docks: list[Span] = []
    tables: list[Span] = []
    if driving:
        docks = [dock_of(plan) for plan in plans]
        tables = [table_y(plan) for plan in plans]
    mechanism = floor_mechanism((min(xs), max(xs)), (min(ys), max(ys)), docks, tables)
    return Placed("floor", Role.STRUCTURE, mechanism)


def _views(plan: CellPlan) -> list[CameraView]:
    cameras = [device for device in plan.cell.devices if device.kind is DeviceKind.CAMERA]
    return [camera_view(plan, f"{plan.cell.id}/{device.id}", device) for device in cameras]
