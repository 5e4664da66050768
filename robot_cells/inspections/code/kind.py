"""Makes models that read codes."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from robot_cells.errors import InspectionError
from robot_cells.inspections.code.code_model import UNREADABLE_CODE, WRONG_CODE, CodeModel
from robot_cells.inspections.code.code_settings import CodeSettings, code_settings
from robot_cells.inspections.model import FitOptions, Model, Progress, View, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import SampleSet

TASK = "read codes and compare them with the serial number"


class CodeKind:
    """Nothing is learned: fitting checks the settings, and measures how well the samples are read."""

    name = "code"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Model:
        """A model with these settings, its card telling how well it reads the samples that have a text.

        Raises `InspectionError` for a wrong setting, for samples of which none has a text, and for a text that does
        not match the pattern: it could never be read.
        """
        settings = code_settings(options.settings, "settings")
        _check_texts(samples, settings)
        card = ModelCard(
            options.name,
            options.version,
            self.name,
            TASK,
            classes=(WRONG_CODE, UNREADABLE_CODE) if settings.fails_unreadable else (WRONG_CODE,),
            settings=settings.as_json(),
            training_data=samples.content_hash(),
            training_samples=len(samples.samples),
        )
        figures = _measured(CodeModel(card, settings), samples, progress)
        return CodeModel(replace(card, figures=figures), settings)

    def load(self, folder: Path, card: ModelCard) -> Model:
        """From the card alone; raises `InspectionError` for a setting that it does not know."""
        return CodeModel(card, code_settings(card.settings, f"{folder}: settings"))


def _check_texts(samples: SampleSet, settings: CodeSettings) -> None:
    known = [item for item in samples.samples if item.text]
    if not known:
        raise InspectionError(
            "Of no sample it is known what its code says.",
            where=str(samples.folder),
            remedy="Give the text of at least one.",
        )
    pattern = re.compile(settings.pattern)
    for item in known:
        if settings.pattern and pattern.fullmatch(item.text) is None:
            raise InspectionError(
                f"The text {item.text!r} does not match the pattern {settings.pattern!r}.",
                where=item.name,
                remedy="Correct the text or the pattern.",
            )


def _measured(model: CodeModel, samples: SampleSet, progress: Progress) -> dict[str, Any]:
    """How many of the samples with a text are read, and how many wrong; times in milliseconds."""
    known = [item for item in samples.samples if item.text]
    read = wrong = 0
    times = []
    for number, item in enumerate(known):
        progress("reading", number, len(known))
        picture = read_picture(item.image, colour=False)
        start = time.perf_counter()
        # Without the expected text: how well it reads is to be known, not how well it confirms.
        text = model.inspect(View(picture)).serial_read
        times.append(1000 * (time.perf_counter() - start))
        read += text == item.text
        wrong += text not in {"", item.text}
    progress("reading", len(known), len(known))
    p50, p99 = np.percentile(times, (50, 99))
    counts = {"codes": len(known), "read": read, "read_wrong": wrong, "unread": len(known) - read - wrong}
    return {**counts, "ms_p50": round(float(p50), 1), "ms_p99": round(float(p99), 1)}


KIND = CodeKind()
