"""The inspectors of a line whose cameras are rendered, taught by its own camera, without a folder between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.rendered_sample import MODEL
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.inspections.presence.rendered_model import MODEL as PRESENCE
from robot_cells.inspections.rendered_references import inspecting_camera, rendered_golden, rendered_types
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product


class RenderedLibrary(InspectorLibrary):
    """As `InspectorLibrary`; where nothing can be rendered, of drawings."""

    def __init__(self, line: Line, products: Mapping[ProductId, Product]) -> None:
        super().__init__({item.id: item.layout for item in products.values() if item.layout is not None})
        self._camera = inspecting_camera(line, products)

    def make(self, product: ProductId, model: str) -> GoldenSampleInspector:
        """See `InspectorLibrary`."""
        if model not in (MODEL, PRESENCE) or self._camera is None or self._camera.why_blind:
            return super().make(product, model)
        golden = rendered_golden(self._camera, self.layouts[product])
        if model == MODEL:
            return GoldenSampleInspector(golden)
        types = rendered_types(self._camera, self.layouts[product])
        return PresenceInspector(replace(golden, name=golden.name.replace(MODEL, PRESENCE, 1)), types)
