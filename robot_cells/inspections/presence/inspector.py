"""Judges whether each part of a product is there, where, which way round, and of which type."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.chassis_pose import ChassisPose
from robot_cells.inspections.golden_sample.foreign_objects import difference
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample, Image
from robot_cells.inspections.golden_sample.inspector import MISSING_CABLE, GoldenSampleInspector, PlacedView
from robot_cells.inspections.golden_sample.least_squares import Floats, Grey, Values, smooth
from robot_cells.inspections.golden_sample.module_search import ModulePose, ModuleSearch
from robot_cells.inspections.golden_sample.regions import PLUG_M
from robot_cells.inspections.golden_sample.registration import Registration
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS, Tolerances
from robot_cells.inspections.presence.fine_pose import FinePose, MeasuredPose
from robot_cells.inspections.presence.local_light import without_glare
from robot_cells.inspections.presence.part_tolerances import CABLE_LIMITS, CableLimits, tolerances_of
from robot_cells.inspections.presence.plug_seat import PlugSeat, Seat
from robot_cells.inspections.verdict import Defect
from robot_cells.orders.layout import Cable, Module

LOOSE_CABLE = "inspect.loose_cable"
WRONG_MODULE = "inspect.wrong_module"

SHADOW_M = 0.006
"""A module's shadow moves with it: so far around modules the chassis is not used."""
RIM_M = 0.001
MORE_ALIKE = 0.05
"""So much more a part must look like another type than like its own to be called that."""
SURE, SURE_TYPE = 0.8, 0.65
"""A part that looks as much like its own look as the first is there; one like another's as the second is that one."""
CERTAIN = 8.0
"""A place is measured when this many standard uncertainties fit into its tolerance."""


class PresenceInspector(GoldenSampleInspector):
    """As the golden sample's inspector, with places measured to hundredths of a millimetre, types and loose cables.

    `others` are pictures by type of the same tray with that type in every place; of the types of the golden sample
    itself, too. May be used by several threads at once.
    """

    def __init__(
        self,
        golden: GoldenSample,
        others: Mapping[str, Image] = MappingProxyType({}),
        cable_limits: CableLimits = CABLE_LIMITS,
    ) -> None:
        super().__init__(golden)
        self._limits = cable_limits
        complete, empty = _grey(golden.complete), _grey(self._empty)
        self._chassis = ChassisPose(complete, self._bare_metal())
        self._fine = self._fine_poses(smooth(empty))
        self._seats = {
            cable.id: tuple(
                PlugSeat(x, y, leaving, complete, golden.scale)
                for (x, y), leaving in zip(_ends(cable), cable.leaving_rad, strict=True)
            )
            for cable in golden.layout.cables
        }
        self._courses = self._usual_courses()
        self._others = self._looks_of_others({name: _grey(picture) for name, picture in others.items()})

    def _registered(self, picture: Image, tolerances: Tolerances) -> Registration:
        """As the golden sample's, made precise by the bare metal of the tray."""
        found = super()._registered(picture, tolerances)
        size, flags = (self.golden.width_px, self.golden.height_px), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        placed = cv2.warpAffine(_grey(picture), found.matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        tray = self._chassis.measure(smooth(np.asarray(placed, dtype=np.uint8)))
        if tray is None:
            raise UnjudgeableError("Too little of the tray itself is seen to measure where the parts stand on it.")
        last = np.array([[0.0, 0.0, 1.0]])
        return replace(found, matrix=found.matrix @ np.vstack([tray, last]))

    def _judge_modules(self, view: PlacedView, tolerances: Tolerances) -> None:
        grey = _grey(view.seen)
        fine = smooth(grey)
        for search in self._searches:
            if not search.is_hidden:
                self._judge_module(view, search, grey, fine, tolerances)
        # Modules are so large that what is brighter than expected may be another module: theirs is the light as it is.
        view.seen = without_glare(view.seen, self.golden.complete)
        view.aligned = without_glare(view.aligned, self.golden.complete)

    def _judge_module(
        self, view: PlacedView, search: ModuleSearch, grey: Grey, fine: Floats, given: Tolerances
    ) -> None:
        module, measured = search.module, None
        tolerances = tolerances_of(module, self.golden.layout, given)
        pose = self._pose(search, grey)
        other = self._another_type(module, grey, pose)
        if other is None and pose.similarity >= tolerances.module_similarity:
            measured = self._fine[module.id].measure(fine, pose)
            pose = pose if measured is None else replace(pose, **_fields(measured))
        defect = other and Defect(WRONG_MODULE, module.id, other.similarity, self._box(view, self._corners(module)))
        defect = defect or self._module_defect(view, module, self._on_tray(view, module, pose), tolerances)
        if defect is not None:
            view.defects.append(defect)
            view.bad_modules.add(module.id)
            return
        if measured is None or measured.sigma_px * CERTAIN > self.golden.scale.length_px(tolerances.offset_m):
            view.doubts.append(f"the place of {module.id} cannot be measured")
            return
        self._align(view, search, pose)

    def _on_tray(self, view: PlacedView, module: Module, pose: ModulePose) -> ModulePose:
        """The pose without what perspective makes of a tray that stands aside: high parts are seen farther aside."""
        lens, scale = self.golden.lens, self.golden.scale
        if lens is None:
            return pose
        middle = np.array((*scale.to_pixel(lens.x_m, lens.y_m), 1.0)) - (0.5, 0.5, 0.0)
        aside = np.linalg.solve(view.to_original[:, :2], view.to_original @ middle - middle[:2])
        dx, dy = (self.golden.nearer[module.id] - 1.0) * aside
        return replace(pose, dx_px=pose.dx_px - float(dx), dy_px=pose.dy_px - float(dy))

    def _pose(self, search: ModuleSearch, grey: Grey) -> ModulePose:
        """Where the module is; turned by a quarter it may lie there even though it does not fit its place."""
        best = search.find(grey)
        if best.likeness >= SURE:
            return best
        quarters = [search.near(grey, ModulePose(0.0, 0.0, turn)) for turn in (math.pi / 2, -math.pi / 2)]
        return max(best, *quarters, key=lambda pose: pose.likeness)

    def _another_type(self, module: Module, grey: Grey, pose: ModulePose) -> ModulePose | None:
        """Where a part of another type stands in the module's place; None where none does."""
        others = self._others[module.id].values()
        if pose.likeness >= SURE:
            # Looks that are so much alike are told apart by what is most alike at the very same place.
            alike = [look.at(grey, pose) for look in others]
            return next((other for other in alike if other.likeness > pose.likeness + MORE_ALIKE), None)
        least = max(SURE_TYPE, pose.likeness + MORE_ALIKE)
        tries = (look.near(grey, start) for look in others for start in _HALF_TURNS)
        return next((other for other in tries if other.likeness >= least), None)

    def _corners(self, module: Module) -> list[tuple[float, float]]:
        return self.golden.scale.rectangle(module.x_m, module.y_m, module.width_m, module.depth_m, module.rotation_rad)

    def _judge_cables(self, view: PlacedView, tolerances: Tolerances) -> list[str]:
        """Judges every cable by its two plugs; gives the ids of those whose way can be followed."""
        grey, present = _grey(view.seen), []
        for cable in self.golden.layout.cables:
            seats = [seat.measure(grey) for seat in self._seats[cable.id]]
            missing = [not seat.is_found for seat in seats]
            if not any(missing):
                present.append(cable.id)
                if any(self._is_out(seat) for seat in seats):
                    self._add_cable(view, cable, LOOSE_CABLE, min(1.0, max(seat.likeness for seat in seats)))
            else:
                code = MISSING_CABLE if all(missing) else LOOSE_CABLE
                self._add_cable(view, cable, code, 1.0 - max(0.0, min(seat.likeness for seat in seats)))
        return present

    def _is_out(self, seat: Seat) -> bool:
        return seat.out_m > self._limits.out_m or abs(seat.aside_m) > self._limits.aside_m

    def _add_cable(self, view: PlacedView, cable: Cable, code: str, score: float) -> None:
        corners = [corner for x, y in _ends(cable) for corner in self.golden.scale.rectangle(x, y, PLUG_M, PLUG_M)]
        view.defects.append(Defect(code, cable.id, score, self._box(view, corners)))

    def _cable_bands(
        self, view: PlacedView, delta: Grey, present: Sequence[str], tolerances: Tolerances
    ) -> list[npt.NDArray[np.uint8]]:
        """As the golden sample's; a cable that hangs out farther than it may is a defect."""
        loose = {defect.subject for defect in view.defects if defect.code == LOOSE_CABLE}
        spots = (delta >= tolerances.foreign_contrast).astype(np.uint8)
        for cable in self.golden.layout.cables:
            if self.golden.bare is None or cable.id not in present or cable.id in loose:
                continue
            course, usual = self._traces[cable.id].course(spots), self._courses[cable.id]
            span_m = math.hypot(cable.x2_m - cable.x1_m, cable.y2_m - cable.y1_m)
            if course is None or usual is None:
                view.doubts.append(f"the way of {cable.id} cannot be followed")
            elif np.abs(course - usual).max() > self.golden.scale.length_px(self._limits.sag_share * span_m):
                self._add_cable(view, cable, LOOSE_CABLE, 1.0)
        return super()._cable_bands(view, delta, present, tolerances)

    def _bare_metal(self) -> Grey:
        layout, scale, regions = self.golden.layout, self.golden.scale, self._regions
        tray = scale.rectangle(layout.width_m / 2, layout.depth_m / 2, layout.width_m + RIM_M, layout.depth_m + RIM_M)
        reach = 2 * round(scale.length_px(SHADOW_M)) + 1
        shadows = cv2.dilate(regions.union(regions.modules.values()), np.ones((reach, reach), np.uint8))
        metal = cv2.bitwise_and(regions.polygon(tray), cv2.bitwise_and(regions.chassis, cv2.bitwise_not(shadows)))
        return np.asarray(metal, dtype=np.uint8)

    def _fine_poses(self, empty: Floats) -> dict[str, FinePose]:
        return {
            search.module.id: FinePose(search.module, empty, visible, self.golden.scale)
            for search, visible in zip(self._searches, self._visible(), strict=True)
        }

    def _usual_courses(self) -> dict[str, Values | None]:
        """How the cables of the golden sample lie, where it was taken without cables, too."""
        nothing = np.zeros(self.golden.complete.shape[:2], dtype=np.uint8)
        delta = difference(self.golden.complete, self._empty, nothing)
        spots = (delta >= DEFAULTS.foreign_contrast).astype(np.uint8)
        return {name: trace.course(spots) for name, trace in self._traces.items()}

    def _looks_of_others(self, pictures: Mapping[str, Grey]) -> dict[str, dict[str, ModuleSearch]]:
        return {
            search.module.id: {
                name: ModuleSearch(search.module, picture, visible, self.golden.scale)
                for name, picture in pictures.items()
                if name != search.module.type
            }
            for search, visible in zip(self._searches, self._visible(), strict=True)
        }


_HALF_TURNS = (ModulePose(0.0, 0.0, 0.0), ModulePose(0.0, 0.0, math.pi))


def _fields(measured: MeasuredPose) -> dict[str, float]:
    return {"dx_px": measured.dx_px, "dy_px": measured.dy_px, "rotation_rad": measured.rotation_rad}


def _ends(cable: Cable) -> tuple[tuple[float, float], tuple[float, float]]:
    return (cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m)


def _grey(image: Image) -> Grey:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
