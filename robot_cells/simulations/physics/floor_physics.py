"""The world of the floor: all vehicles of a line, where each stands or drives, and who makes room for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from robot_cells.errors import SceneError
from robot_cells.ids import CellId
from robot_cells.scenes.lanes import Dock, LanePlan, plan_lanes
from robot_cells.simulations.driving.footprint import Footprint
from robot_cells.simulations.driving.right_of_way import RightOfWay
from robot_cells.simulations.driving.route import Route, route_between
from robot_cells.simulations.driving.speed_profile import DrivingLimits, driving_time_s
from robot_cells.simulations.physics.floor_scene import floor_scene, load_of
from robot_cells.simulations.physics.live_world import LiveWorld
from robot_cells.simulations.physics.physics_world import STEP_S, Controller, PhysicsWorld
from robot_cells.simulations.physics.route_driver import RouteDriver
from robot_cells.simulations.physics.scene_world import scene_world
from robot_cells.simulations.physics.vehicle_in_world import VehicleInWorld

if TYPE_CHECKING:
    from robot_cells.simulations.physics.physics_worlds import PhysicsWorlds
    from robot_cells.simulations.simulated_device import SimulatedDevice

RESTED_S = 10.0
"""Who has stood so long without a command makes room; who has handed a product over at once."""


@dataclass(slots=True)
class Driving:
    """One vehicle: `dock` is where it stands, or where it comes from while it drives to `goal`."""

    body: VehicleInWorld
    limits: DrivingLimits
    dock: Dock
    goal: Dock | None = None
    driver: RouteDriver | None = None
    may_leave_s: float | None = 0.0
    """From when on it makes room for others; None while it has something to do."""
    is_moving: bool = False

    @property
    def stands_at(self) -> CellId | None:
        """The cell where it stands at the dock; None on the way."""
        return self.dock.cell if self.driver is None else None


class FloorPhysics:
    """Made once for all vehicles; raises `SceneError` where there are more of them than docks."""

    def __init__(self, worlds: PhysicsWorlds) -> None:
        plant = worlds.plant
        self._worlds = worlds
        self.lanes: LanePlan = plan_lanes(plant.line, plant.products)
        docks = self._homes()
        self.scene = floor_scene(plant.line, plant.products, docks)
        self._live = worlds.add(LiveWorld(scene_world(self.scene)))
        self.ways = RightOfWay()
        self.vehicles: dict[CellId, Driving] = {}
        for vehicle in plant.line.vehicles:
            body = VehicleInWorld(self._live.world, str(vehicle.id), load_of(vehicle.id))
            self.vehicles[vehicle.id] = Driving(body, DrivingLimits.of(vehicle), docks[vehicle.id])
            self.ways.stand(vehicle.id, Footprint(*body.pose))

    @property
    def world(self) -> PhysicsWorld:
        """The world of the floor."""
        return self._live.world

    @property
    def now_s(self) -> float:
        """The time of its latest step, or since when nothing has moved up to now."""
        return self._worlds.tick * STEP_S

    def drive(
        self, device: SimulatedDevice, controller: Controller, ended: Callable[[float], None] | None = None
    ) -> None:
        """Have a controller of a device act from the next step on; at its end the device's work ends."""
        self._worlds.drive(self._live, device, controller, ended)

    def wake(self) -> None:
        """Something is changed by hand: let the world move until it is at rest again."""
        self._live.wake(self._worlds.tick)

    def add(self, controller: Controller, ended: Callable[[float], None] = lambda _: None) -> None:
        """Have a controller act that belongs to no command."""
        self.wake()
        self._live.world.add(controller, ended)

    def end(self, controller: Controller) -> None:
        """It acts no longer, and its end is not told."""
        self._live.world.remove(controller)

    def start(self, vehicle: CellId, cell: CellId, slower: float = 1.0) -> RouteDriver | None:
        """What drives a vehicle to a cell; None where it stands there. `slower`: in so many times the time.

        Raises `KeyError` for a cell without a dock.
        """
        driving, goal = self.vehicles[vehicle], self.lanes.docks[cell]
        route = self.route_to(driving, goal)
        if driving.driver is not None:
            self._live.world.remove(driving.driver)
        driving.may_leave_s = None
        if route is None:
            return None
        limits = DrivingLimits(driving.limits.speed_mps / slower, driving.limits.acceleration_mps2 / slower**2)
        driver = RouteDriver(driving.body, vehicle, route, limits, self.ways, self._ask_for_room)
        if driving.driver is not None:
            driver.go_on_at(driving.driver.speed_mps)
        driving.driver, driving.goal = driver, goal
        return driver

    def route_to(self, driving: Driving, goal: Dock) -> Route | None:
        """From where the vehicle is: on, where it can, else back to where it came from; None where it stands there."""
        now = driving.driver
        if now is None or driving.goal is None:
            return None if driving.dock == goal else route_between(self.lanes, driving.dock, goal)
        if goal == driving.goal:
            return now.route.from_point(now.point)
        if now.point < now.route.sections[0].last:
            back = now.route.back_from(now.point)
            return back if goal == driving.dock else back.then(route_between(self.lanes, driving.dock, goal))
        return now.route.from_point(now.point).then(route_between(self.lanes, driving.goal, goal))

    def arrived(self, vehicle: CellId) -> None:
        """It stands at the end of its way."""
        driving = self.vehicles[vehicle]
        if driving.goal is not None:
            driving.dock = driving.goal
        driving.driver = driving.goal = None

    def stop(self, vehicle: CellId) -> None:
        """It comes to a stand on its way."""
        driver = self.vehicles[vehicle].driver
        if driver is not None:
            self._live.world.remove(driver)
            driver.stopping = True
            self.add(driver)

    def rests(self, vehicle: CellId, from_s: float) -> None:
        """It has nothing to do, and makes room for others from then on."""
        self.vehicles[vehicle].may_leave_s = from_s

    def digest(self) -> str:
        """SHA-256 of the state of the floor."""
        return self._live.world.digest()

    def _ask_for_room(self, vehicle: CellId, at_s: float) -> None:
        """Somebody waits for this one: where it has nothing to do it drives to the nearest dock that nobody wants."""
        driving = self.vehicles[vehicle]
        if driving.driver is not None or driving.may_leave_s is None or at_s < driving.may_leave_s:
            return
        taken = [item.goal or item.dock for item in self.vehicles.values()]
        free = [dock for dock in self.lanes.docks.values() if dock not in taken]
        if not free:
            return
        routes = [(dock, route_between(self.lanes, driving.dock, dock)) for dock in free]
        goal, route = min(routes, key=lambda pair: driving_time_s(pair[1], driving.limits))
        driver = RouteDriver(driving.body, vehicle, route, driving.limits, self.ways, self._ask_for_room)
        driving.driver, driving.goal = driver, goal
        self._live.world.add(driver, lambda _: None if driver.problem else self.arrived(vehicle))

    def _homes(self) -> dict[CellId, Dock]:
        """Where each vehicle stands at the beginning: at home; where another stands there, at the nearest free dock."""
        free = list(self.lanes.docks.values())
        found = {}
        for vehicle in self._worlds.plant.line.vehicles:
            if not free:
                raise SceneError(
                    "There are more vehicles than docks.",
                    where=str(vehicle.id),
                    remedy="Every cell has one dock: take a vehicle out, or simulate the line without physics.",
                )
            home = self.lanes.docks[vehicle.home]
            nearest = min(free, key=lambda dock: abs(dock.x_m - home.x_m) + abs(dock.y_m - home.y_m))
            free.remove(nearest)
            found[vehicle.id] = nearest
        return found
