"""The models that a worker has loaded, and how it finds others."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.model import Model, View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_folder import load_model
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.orders.layout import Layout


class ProductSample:
    """The golden sample of a product as a model: its layout as the simulated camera draws it, or pictures of it."""

    def __init__(self, inspector: GoldenSampleInspector) -> None:
        self._inspector = inspector
        name, _, version = inspector.golden.name.partition("@")
        self.card = ModelCard(name, version, name, "compare with a golden sample")

    def inspect(self, view: View) -> InspectionResult:
        """Judges a picture of the product."""
        begun = time.perf_counter()
        try:
            tolerances = DEFAULTS.with_parameters(view.parameters)
        except InspectionError as error:
            spent_s = time.perf_counter() - begun
            return InspectionResult(Verdict.UNDECIDED, self._inspector.golden.name, spent_s, str(error))
        return self._inspector.inspect(view.image, view.serial, tolerances)

    def save(self, folder: Path) -> None:
        """It is made from the product's layout, or lies in a folder already."""
        raise InspectionError("The golden sample of a product is not saved.", where=str(folder))


class LoadedModels:
    """Finds the model of a product by name, and keeps what was loaded.

    With a product, the empty name and `presence` are made of its pictures in `<references>/<product>`, or else of its
    layout, drawn, and any other is a folder `<directory>/<product>/<name>` of pictures of it. Without one it is a model
    of the directory, `name@version`.
    """

    def __init__(
        self, layouts: Mapping[ProductId, Layout], directory: Path | None = None, references: Path | None = None
    ) -> None:
        self._library = InspectorLibrary(layouts, directory, references)
        self._directory = directory
        self._loaded: dict[tuple[str, str], Model] = {}

    def model(self, product: str, model: str) -> Model:
        """The model, loaded where it is not yet; raises `InspectionError`."""
        key = (product, model)
        if key not in self._loaded:
            self._loaded[key] = self._load(product, model)
        return self._loaded[key]

    def _load(self, product: str, model: str) -> Model:
        if not product and model:
            return load_model(model, self._directory)
        return ProductSample(self._library.inspector(ProductId(product), model))

    def drop(self, label: str) -> None:
        """Let go of a loaded model."""
        self._loaded = {key: item for key, item in self._loaded.items() if item.card.label != label}
