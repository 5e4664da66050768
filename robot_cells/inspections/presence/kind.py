"""Makes models that tell whether each part of a tray is there, where, which way round, and of which type."""

from __future__ import annotations

from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.golden_folder import load_golden_folder
from robot_cells.inspections.golden_sample.golden_sample import Image
from robot_cells.inspections.golden_sample.inspector import GRAVEST_FIRST
from robot_cells.inspections.golden_sample.tray_fit import fit_tray, good_samples, read_tray
from robot_cells.inspections.golden_sample.tray_model import TrayModel
from robot_cells.inspections.golden_sample.type_folder import read_types
from robot_cells.inspections.model import FitOptions, Model, Progress, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.presence.inspector import LOOSE_CABLE, WRONG_MODULE, PresenceInspector
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.simulations.golden_pictures import drawn_photographer, type_pictures

TASK = "tell whether each part is there, where, which way round, of which type"


class PresenceKind:
    """From photographs of good trays, or from the product's layout as the simulated camera sees it (`rendered`)."""

    name = "presence"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Model:
        """See `ModelKind`; of the samples only the good ones are looked at, with `rendered: true` none."""
        if "product" not in options.settings and "layout" not in options.settings:
            raise InspectionError(
                "It is not known what should be where.",
                where="settings",
                remedy="Name the product document in the setting `product`.",
            )
        fit = fit_tray(options.name, samples, options.settings, progress)
        is_rendered = options.settings.get("rendered", False) is True
        layout = fit.golden.layout
        types: dict[str, Image] = type_pictures(layout, drawn_photographer(layout)) if is_rendered else {}
        codes = (*GRAVEST_FIRST, WRONG_MODULE, LOOSE_CABLE)
        card = ModelCard(
            options.name,
            options.version,
            self.name,
            TASK,
            tuple(code.partition(".")[2] for code in codes),
            settings=fit.settings,
            training_data=samples.content_hash(),
            training_samples=0 if is_rendered else len(good_samples(samples)),
        )
        return TrayModel(card, PresenceInspector(fit.golden, types), fit.tolerances, fit.plane, types)

    def load(self, folder: Path, card: ModelCard) -> Model:
        """See `ModelKind`."""
        layout, tolerances, plane = read_tray(folder, card.settings)
        golden = load_golden_folder(folder, layout)
        types = read_types(folder, golden)
        return TrayModel(card, PresenceInspector(golden, types), tolerances, plane, types)


KIND = PresenceKind()
