"""What the products of a line look like to its own cameras: folders of pictures that golden samples are read from.

    <references>/<product>/complete.png, bare.png, type_<type>.png, golden_sample.json

Where a product has such a folder its golden sample and its presence model are made of it, else of its drawn layout.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.golden_folder import SCALE_FILE, load_golden_folder
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample
from robot_cells.inspections.golden_sample.rendered_sample import rendered_sample
from robot_cells.inspections.golden_sample.type_folder import read_types
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.inspections.presence.rendered_model import MODEL, rendered_presence
from robot_cells.orders.layout import Layout


def sample_of(product: ProductId, layout: Layout, references: Path | None) -> GoldenSample:
    """The golden sample of a product; raises `InspectionError` for a folder that cannot be read."""
    folder = _folder(product, references)
    if folder is None:
        return rendered_sample(layout)
    golden = load_golden_folder(folder, layout)
    return replace(golden, name=golden.name.replace(folder.name, "golden_sample", 1))


def presence_of(product: ProductId, layout: Layout, references: Path | None) -> PresenceInspector:
    """The presence model of a product; raises `InspectionError` for a folder that cannot be read."""
    folder = _folder(product, references)
    if folder is None:
        return rendered_presence(layout)
    golden = load_golden_folder(folder, layout)
    name = golden.name.replace(folder.name, MODEL, 1)
    return PresenceInspector(replace(golden, name=name), read_types(folder, golden))


def _folder(product: ProductId, references: Path | None) -> Path | None:
    folder = None if references is None else references / product
    return folder if folder is not None and (folder / SCALE_FILE).is_file() else None
