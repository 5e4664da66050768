"""Judges pictures of one product against its golden sample."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.cable_trace import CableTrace
from robot_cells.inspections.golden_sample.code_reading import read_code
from robot_cells.inspections.golden_sample.foreign_objects import difference, find_blobs
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample, Image
from robot_cells.inspections.golden_sample.illumination import relight
from robot_cells.inspections.golden_sample.module_search import ModulePose, ModuleSearch
from robot_cells.inspections.golden_sample.part_look import PartLook
from robot_cells.inspections.golden_sample.picture_check import usable_picture
from robot_cells.inspections.golden_sample.plug_look import PlugLook
from robot_cells.inspections.golden_sample.regions import LABEL_SHARE, PLUG_M, Regions
from robot_cells.inspections.golden_sample.registration import Registrar, Registration, apply
from robot_cells.inspections.golden_sample.sharpness import Sharpness
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS, Tolerances
from robot_cells.inspections.golden_sample.visibility import saturated, unseen
from robot_cells.inspections.verdict import Box, Defect, InspectionResult, Verdict
from robot_cells.orders.layout import Coupling, Module, Screw
from robot_cells.orders.stacking import stacked

Corner = tuple[float, float]

MISSING_SCREW = "inspect.missing_screw"
MISSING_MODULE = "inspect.missing_module"
MISPLACED_MODULE = "inspect.misplaced_module"
TURNED_MODULE = "inspect.turned_module"
MISSING_CABLE = "inspect.missing_cable"
UNMATED_COUPLING = "inspect.unmated_coupling"
FOREIGN_OBJECT = "inspect.foreign_object"
WRONG_CODE = "inspect.wrong_code"
GRAVEST_FIRST = (
    WRONG_CODE,
    FOREIGN_OBJECT,
    MISSING_MODULE,
    UNMATED_COUPLING,
    TURNED_MODULE,
    MISPLACED_MODULE,
    MISSING_CABLE,
    MISSING_SCREW,
)
"""All that is found."""


@dataclass(slots=True)
class PlacedView:
    """One picture under judgement, what was found in it, and what could not be judged.

    `seen` is the picture in the golden sample's place and light, `aligned` the same with each module that was found
    brought to its own place; `unseen` is a mask of where neither shows
    what it should, `saturated` of where the sensor was at its limit.
    """

    original: Image
    to_original: npt.NDArray[np.float64]
    seen: Image
    aligned: Image
    unseen: npt.NDArray[np.uint8]
    saturated: npt.NDArray[np.uint8]
    defects: list[Defect] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    bad_modules: set[str] = field(default_factory=set)
    bad_places: list[Sequence[Corner]] = field(default_factory=list)


class GoldenSampleInspector:
    """The judgement, and all that can be computed from the golden sample beforehand.

    May be used by several threads at once: judging changes nothing in it.
    """

    def __init__(self, golden: GoldenSample) -> None:
        self.golden = golden
        layout, scale = golden.layout, golden.scale
        self._regions = Regions(layout, scale, (golden.height_px, golden.width_px))
        self._empty = golden.complete if golden.bare is None else golden.bare
        self._sharpness = Sharpness(_grey(golden.complete), self._regions.tray)
        self._registrar = Registrar(_grey(golden.complete), self._regions.chassis, self._regions.steady, scale)
        self._searches = self._module_searches()
        self._screws = {item.id: self._part(item) for item in layout.screws}
        self._couplings = {item.id: self._part(item) for item in layout.couplings}
        edge = scale.length_px(PLUG_M)
        self._plugs = {
            cable.id: tuple(
                PlugLook(*scale.to_pixel(x, y), edge, golden.complete, golden.bare)
                for x, y in ((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m))
            )
            for cable in layout.cables
        }
        self._sides = self._seen_sides()
        self._traces = {cable.id: CableTrace(cable, scale) for cable in layout.cables}

    def inspect(
        self, image: npt.NDArray[np.generic], serial: str = "", tolerances: Tolerances = DEFAULTS
    ) -> InspectionResult:
        """Judges a picture. `serial` is what the code should say; empty asks for any readable code.

        Never raises for a picture: one that cannot be judged is `undecided`, and the message says why.
        """
        begun = time.perf_counter()
        try:
            view, text = self._judge(image, serial, tolerances)
        except UnjudgeableError as error:
            return InspectionResult(Verdict.UNDECIDED, self.golden.name, time.perf_counter() - begun, str(error))
        verdict = Verdict.FAIL if view.defects else Verdict.UNDECIDED if view.doubts else Verdict.PASS
        defects = tuple(sorted(view.defects, key=lambda item: -item.score))
        message = _summary(defects, view.doubts)
        return InspectionResult(verdict, self.golden.name, time.perf_counter() - begun, message, defects, text)

    def _judge(self, image: npt.NDArray[np.generic], serial: str, tolerances: Tolerances) -> tuple[PlacedView, str]:
        picture = usable_picture(image, self.golden, tolerances)
        registration = self._registered(picture, tolerances)
        view = self._view(picture, image.shape, registration)
        self._sharpness.check(_grey(view.seen), tolerances)
        self._check_unseen(view, tolerances)
        self._judge_modules(view, tolerances)
        self._judge_parts(view, tolerances)
        present = self._judge_cables(view, tolerances)
        self._judge_foreign(view, present, tolerances)
        return view, self._judge_code(view, serial)

    def _registered(self, picture: Image, tolerances: Tolerances) -> Registration:
        grey = _grey(picture)
        try:
            return self._registrar.register(grey, tolerances)
        except UnjudgeableError:
            # Blur is a better reason than a tray that is not found because of it.
            self._sharpness.check_anywhere(grey, tolerances)
            raise

    def _view(self, picture: Image, shape: tuple[int, ...], registration: Registration) -> PlacedView:
        size = (self.golden.width_px, self.golden.height_px)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpAffine(picture, registration.matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        placed = np.asarray(warped, dtype=np.uint8)
        full = np.full(picture.shape[:2], 255, dtype=np.uint8)
        covered = np.asarray(cv2.warpAffine(full, registration.matrix, size, flags=flags), dtype=np.uint8)
        seen, gloom = relight(placed, self.golden.complete)
        lost = self._regions.union([unseen(placed, covered, self.golden.complete), gloom])
        to_original = np.diag((shape[1] / size[0], shape[0] / size[1])) @ registration.matrix
        return PlacedView(picture, to_original, seen, seen.copy(), lost, saturated(placed))

    def _check_unseen(self, view: PlacedView, tolerances: Tolerances) -> None:
        """Anything may lie where nothing is seen: more than a trifle of that is a doubt."""
        tray = (self._regions.tray > 0) & (self._regions.label == 0)
        share = float(np.mean(view.unseen[tray] > 0))
        if share > tolerances.unseen_share:
            view.doubts.append(f"{share:.1%} of the tray cannot be seen for glare, darkness, or the picture's edge")

    def _judge_modules(self, view: PlacedView, tolerances: Tolerances) -> None:
        grey = _grey(view.seen)
        for search in self._searches:
            if search.is_hidden:
                continue
            pose = search.find(grey)
            defect = self._module_defect(view, search.module, pose, tolerances)
            if defect is not None:
                view.defects.append(defect)
                view.bad_modules.add(search.module.id)
            elif pose.similarity >= tolerances.module_similarity:
                self._align(view, search, pose)

    def _module_defect(
        self, view: PlacedView, module: Module, pose: ModulePose, tolerances: Tolerances
    ) -> Defect | None:
        scale = self.golden.scale
        if pose.similarity < tolerances.module_similarity or self._is_another(module, pose):
            corners = scale.rectangle(module.x_m, module.y_m, module.width_m, module.depth_m, module.rotation_rad)
            sure = min(1.0, max(0.5, 1.0 - max(0.0, pose.similarity) / 2))
            return Defect(MISSING_MODULE, module.id, sure, self._box(view, corners))
        dx, dy = scale.offset_m(pose.dx_px, pose.dy_px)
        turned, misplaced = abs(pose.rotation_rad) > tolerances.rotation_rad, math.hypot(dx, dy) > tolerances.offset_m
        if not (turned or misplaced):
            return None
        x, y, rotation = module.x_m + dx, module.y_m + dy, module.rotation_rad + pose.rotation_rad
        corners = scale.rectangle(x, y, module.width_m, module.depth_m, rotation)
        view.bad_places.append(corners)
        code = TURNED_MODULE if turned else MISPLACED_MODULE
        nearer, box = self.golden.nearer.get(module.id, 1.0), self._box(view, corners)
        sure = max(0.0, pose.similarity)
        return Defect(code, module.id, sure, box, dx / nearer, dy / nearer, pose.rotation_rad)

    def _is_another(self, module: Module, pose: ModulePose) -> bool:
        """Whether what was found stands nearer to the place of another module of the same type: then it is that one."""
        dx, dy = self.golden.scale.offset_m(pose.dx_px, pose.dy_px)
        own = math.hypot(dx, dy)
        others = (item for item in self.golden.layout.modules if item.type == module.type and item.id != module.id)
        return any(math.hypot(module.x_m + dx - item.x_m, module.y_m + dy - item.y_m) < own for item in others)

    def _align(self, view: PlacedView, search: ModuleSearch, pose: ModulePose) -> None:
        """Brings a module that stands within tolerance to its exact place, so that its edges do not differ."""
        if math.hypot(pose.dx_px, pose.dy_px) < 0.3 and abs(pose.rotation_rad) < 0.001:
            return
        mask = self._regions.modules[search.module.id]
        x, y, width, height = cv2.boundingRect(mask)
        if width < 2 or height < 2:
            return
        matrix = search.matrix(pose)
        matrix[:, 2] += matrix[:, :2] @ np.array((x, y), dtype=np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(view.seen, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        window = np.s_[y : y + height, x : x + width]
        inside = mask[window] > 0
        view.aligned[window][inside] = moved[inside]

    def _judge_parts(self, view: PlacedView, tolerances: Tolerances) -> None:
        for screw in self.golden.layout.screws:
            # Where the module itself is wrong, what is seen at its screws says nothing.
            if screw.holds not in view.bad_modules:
                self._judge_part(view, screw, self._screws[screw.id], MISSING_SCREW, tolerances)
        for coupling in self.golden.layout.couplings:
            self._judge_part(view, coupling, self._couplings[coupling.id], UNMATED_COUPLING, tolerances)

    def _judge_part(
        self, view: PlacedView, part: Screw | Coupling, look: PartLook, code: str, tolerances: Tolerances
    ) -> None:
        seen = look.look(view.seen)
        if seen.presence > tolerances.part_similarity:
            return
        if seen.is_strange and self._may_be_covered(look):
            view.doubts.append(f"{part.id} is covered by a cable")
            return
        size = part.diameter_m * 1.4
        box = self._box(view, self.golden.scale.rectangle(part.x_m, part.y_m, size, size))
        view.defects.append(Defect(code, part.id, min(1.0, 1.0 - seen.presence), box))

    def _may_be_covered(self, look: PartLook) -> bool:
        row, column = int(look.y_px), int(look.x_px)
        masks = self._regions.corridors.values()
        return any(0 <= row < mask.shape[0] and 0 <= column < mask.shape[1] and mask[row, column] for mask in masks)

    def _judge_cables(self, view: PlacedView, tolerances: Tolerances) -> list[str]:
        """Judges every cable by its two plugs; gives the ids of those that are there."""
        present = []
        for cable in self.golden.layout.cables:
            presence = min(plug.presence(view.seen) for plug in self._plugs[cable.id])
            if presence > tolerances.part_similarity:
                present.append(cable.id)
                continue
            ends = ((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m))
            corners = [corner for x, y in ends for corner in self.golden.scale.rectangle(x, y, PLUG_M, PLUG_M)]
            view.defects.append(Defect(MISSING_CABLE, cable.id, 1.0 - presence, self._box(view, corners)))
        return present

    def _judge_foreign(self, view: PlacedView, present: Sequence[str], tolerances: Tolerances) -> None:
        regions = self._regions
        slack = 2 * round(self.golden.scale.length_px(tolerances.offset_m)) + 1
        fasteners = cv2.dilate(regions.fasteners, np.ones((slack, slack), np.uint8))
        ignored = [
            view.unseen,
            regions.label,
            np.asarray(fasteners, dtype=np.uint8),
            self._sides,
            self._edges(tolerances),
        ]
        grown = np.ones((2 * round(self.golden.scale.length_px(0.012)) + 1,) * 2, np.uint8)
        bad = [regions.modules[item] for item in view.bad_modules]
        bad += [regions.polygon(corners) for corners in view.bad_places]
        if bad:
            ignored.append(np.asarray(cv2.dilate(regions.union(bad), grown), dtype=np.uint8))
        ignored += [regions.plugs[cable.id] for cable in self.golden.layout.cables]
        delta = difference(view.aligned, self._empty, view.saturated)
        ignored += self._cable_bands(view, delta, present, tolerances)
        judged = np.asarray(cv2.bitwise_and(regions.tray, cv2.bitwise_not(regions.union(ignored))), dtype=np.uint8)
        area_px = tolerances.foreign_area_m2 * self.golden.scale.pixels_per_metre**2
        for blob in find_blobs(delta, judged, tolerances.foreign_contrast, area_px):
            x, y, right, bottom = blob.x, blob.y, blob.x + blob.width, blob.y + blob.height
            box = self._box(view, [(x, y), (right, y), (right, bottom), (x, bottom)])
            score = min(1.0, 0.5 * blob.contrast / tolerances.foreign_contrast)
            view.defects.append(Defect(FOREIGN_OBJECT, "", score, box))

    def _cable_bands(
        self, view: PlacedView, delta: npt.NDArray[np.uint8], present: Sequence[str], tolerances: Tolerances
    ) -> list[npt.NDArray[np.uint8]]:
        """Where the cables that are there lie: traced, or where that cannot be done all that they could reach."""
        if self.golden.bare is None:
            # The golden sample has cables in it: where one may lie, nothing can be compared.
            return list(self._regions.corridors.values())
        bands = []
        spots = (delta >= tolerances.foreign_contrast).astype(np.uint8)
        for cable in present:
            band = self._traces[cable].band(spots)
            bands.append(self._regions.corridors[cable] if band is None else band)
        return bands

    def _edges(self, tolerances: Tolerances) -> npt.NDArray[np.uint8]:
        """A band along the outlines of the modules, where one within tolerance may still show a gap or its shadow."""
        width = max(3, 2 * round(self.golden.scale.length_px(tolerances.offset_m)) + 1)
        bands = self._regions.empty()
        for module in self.golden.layout.modules:
            corners = self.golden.scale.rectangle(
                module.x_m, module.y_m, module.width_m, module.depth_m, module.rotation_rad
            )
            cv2.polylines(bands, [np.round(np.asarray(corners)).astype(np.int32)], True, 255, width)
        return bands

    def _seen_sides(self) -> npt.NDArray[np.uint8]:
        """Where a lens sees couplings and plugs from the side: between their feet and their upper sides."""
        sides, golden = self._regions.empty(), self.golden
        if golden.true_layout is None:
            return sides
        couplings = zip(golden.true_layout.couplings, golden.layout.couplings, strict=True)
        ways = [((foot.x_m, foot.y_m), (top.x_m, top.y_m), foot.diameter_m * 1.5) for foot, top in couplings]
        for foot, top in zip(golden.true_layout.cables, golden.layout.cables, strict=True):
            ways.append(((foot.x1_m, foot.y1_m), (top.x1_m, top.y1_m), PLUG_M))
            ways.append(((foot.x2_m, foot.y2_m), (top.x2_m, top.y2_m), PLUG_M))
        for begin, end, width_m in ways:
            (x0, y0), (x1, y1) = (golden.scale.to_pixel(*place) for place in (begin, end))
            thickness = max(1, round(golden.scale.length_px(width_m)))
            cv2.line(sides, (round(x0), round(y0)), (round(x1), round(y1)), 255, thickness)
        return sides

    def _judge_code(self, view: PlacedView, serial: str) -> str:
        code, scale = self.golden.layout.code, self.golden.scale
        edge = code.size_m * LABEL_SHARE
        corners = scale.rectangle(code.x_m, code.y_m, edge, edge)
        left, top, right, bottom = _bounds(np.asarray(corners))
        text = read_code(view.seen, left, top, right, bottom)
        if not text:
            view.doubts.append("the code with the serial number cannot be read")
        elif serial and text != serial:
            view.defects.append(Defect(WRONG_CODE, text, 1.0, self._box(view, corners)))
        return text

    def _box(self, view: PlacedView, corners: Sequence[Corner]) -> Box:
        """The upright box, in the picture as it was handed in, around corners in the golden sample."""
        left, top, right, bottom = _bounds(apply(view.to_original, np.asarray(corners, dtype=np.float64)))
        return Box(max(0, left), max(0, top), max(1, right - max(0, left)), max(1, bottom - max(0, top)))

    def _part(self, part: Screw | Coupling) -> PartLook:
        scale = self.golden.scale
        x, y = scale.to_pixel(part.x_m, part.y_m)
        return PartLook(x, y, scale.length_px(part.diameter_m), self.golden.complete, self.golden.bare)

    def _module_searches(self) -> list[ModuleSearch]:
        """One search a module, from the bottom up."""
        grey = _grey(self._empty)
        modules = zip(stacked(self.golden.layout), self._visible(), strict=True)
        return [ModuleSearch(module, grey, visible, self.golden.scale) for module, visible in modules]

    def _visible(self) -> list[npt.NDArray[np.uint8]]:
        """Where each module, from the bottom up, may be seen: what lies on a module is no part of its look."""
        modules, regions = stacked(self.golden.layout), self._regions
        parts = regions.union((regions.fasteners, *regions.plugs.values()))
        masks = []
        for level in range(len(modules)):
            above = regions.union(regions.modules[item.id] for item in modules[level + 1 :])
            grown = cv2.dilate(regions.union((above, parts)), np.ones((7, 7), np.uint8))
            masks.append(np.asarray(cv2.bitwise_not(grown), dtype=np.uint8))
        return masks


def _grey(image: Image) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _bounds(points: npt.NDArray[np.float64]) -> tuple[int, int, int, int]:
    left, top = np.floor(points.min(axis=0)).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _summary(defects: Sequence[Defect], doubts: Sequence[str]) -> str:
    if not defects and not doubts:
        return "No defect found."
    found = Counter(f"{item.code.partition('.')[2].replace('_', ' ')} {item.subject}".strip() for item in defects)
    named = [text if count == 1 else f"{text} ({count} times)" for text, count in found.items()]
    text = "; ".join([*named, *doubts])
    return f"{text[0].upper()}{text[1:]}."
