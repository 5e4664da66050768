"""The inspectors of a plant's products, made when they are first wanted and then kept."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.golden_folder import load_golden_folder
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.rendered_sample import MODEL
from robot_cells.inspections.presence.references import presence_of, sample_of
from robot_cells.inspections.presence.rendered_model import MODEL as PRESENCE
from robot_cells.orders.layout import Layout


class InspectorLibrary:
    """Finds the inspector for a product and a model by name; may be used by several threads at once.

    The models `golden_sample` (and the empty name) and `presence` are made of the pictures in
    `<references>/<product>`, or else of the product's layout, drawn. Any other is a folder `<models>/<product>/<model>`
    that `golden_folder` reads.
    """

    def __init__(
        self, layouts: Mapping[ProductId, Layout], models: Path | None = None, references: Path | None = None
    ) -> None:
        self.layouts = dict(layouts)
        self._models, self._references = models, references
        self._lock = threading.Lock()
        self._locks: dict[tuple[ProductId, str], threading.Lock] = {}
        self._made: dict[tuple[ProductId, str], GoldenSampleInspector] = {}

    @property
    def products(self) -> tuple[ProductId, ...]:
        """The products that can be inspected."""
        return tuple(self.layouts)

    def inspector(self, product: ProductId, model: str = "") -> GoldenSampleInspector:
        """The inspector; takes a second the first time. Raises `InspectionError` for an unknown product or model."""
        if product not in self.layouts:
            known = ", ".join(self.layouts) or "none has one"
            raise InspectionError(f"There is no layout of a product {product!r}.", remedy=f"Known are: {known}.")
        key = (product, model or MODEL)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._made:
                self._made[key] = self.make(*key)
            return self._made[key]

    def make(self, product: ProductId, model: str) -> GoldenSampleInspector:
        """A new inspector; raises as `inspector` does, for a product that is known."""
        layout = self.layouts[product]
        if model == MODEL:
            return GoldenSampleInspector(sample_of(product, layout, self._references))
        if model == PRESENCE:
            return presence_of(product, layout, self._references)
        folder = None if self._models is None else self._models / product / model
        # A name that climbs out of the folder is as unknown as one that is not there.
        if folder is None or Path(model).name != model or not folder.is_dir():
            raise InspectionError(
                f"There is no model {model!r} of {product!r}.",
                where=str(folder or "models"),
                remedy=f"Leave the model empty for {MODEL!r}, or put a folder of pictures there.",
            )
        return GoldenSampleInspector(load_golden_folder(folder, layout))
