"""The report of an evaluation: a page, the figures as JSON, the detections, and contact sheets of mistakes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.metrics.detections_file import write_detections
from robot_cells.inspections.metrics.evaluation import Evaluation
from robot_cells.inspections.metrics.evaluation_document import evaluation_document
from robot_cells.inspections.metrics.judged_picture import only_class
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import InspectionResult
from robot_cells.reports.inspections.contact_sheet import write_contact_sheet
from robot_cells.reports.inspections.evaluation_page import evaluation_page
from robot_cells.reports.inspections.finding import Finding, Mistake, box_findings, picture_findings

SHOWN = 24
"""So many of the worst mistakes of each kind are shown."""
TITLES = {
    Mistake.MISS: "Worst misses",
    Mistake.FALSE_CALL: "Worst false calls",
    Mistake.ESCAPE: "Bad pictures that passed",
    Mistake.FALSE_FAIL: "Good pictures that failed",
}
SHEETS = {
    Mistake.MISS: "misses.png",
    Mistake.FALSE_CALL: "false_calls.png",
    Mistake.ESCAPE: "escapes.png",
    Mistake.FALSE_FAIL: "false_fails.png",
}


def evaluation_report(
    folder: Path, card: ModelCard, samples: SampleSet, results: Sequence[InspectionResult], evaluation: Evaluation
) -> Path:
    """Writes the report into a folder, which is made, and gives the path of its page.

    `results` are in the samples' order, `evaluation` is what `evaluate` made of them. The folder then holds
    `report.html`, which needs no other file, `figures.json`, `detections.json`, and a contact sheet for each kind of
    mistake that there is. Raises `InspectionError` when it cannot be written.
    """
    page = folder / "report.html"
    sections = _sections(card, samples, results, evaluation)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        document = {"model": card.label, "kind": card.kind, "samples_hash": samples.content_hash()}
        figures = json.dumps(document | evaluation_document(evaluation), indent=2, allow_nan=False)
        (folder / "figures.json").write_text(figures + "\n", encoding="utf-8")
        write_detections(folder / "detections.json", samples, results)
        for sheet in SHEETS.values():  # Those of an earlier evaluation are not this one's.
            (folder / sheet).unlink(missing_ok=True)
        for mistake, found in sections.items():
            if found:
                title = f"{card.label}: {TITLES[mistake].lower()}"
                write_contact_sheet(folder / SHEETS[mistake], title, found[:SHOWN], len(found))
        shown = [(TITLES[mistake], found[:SHOWN], len(found)) for mistake, found in sections.items()]
        page.write_text(evaluation_page(card, samples, evaluation, _scores(samples, results), shown), encoding="utf-8")
    except OSError as error:
        raise InspectionError(
            f"The report cannot be written: {error.strerror}.", where=str(folder), remedy="Name another folder."
        ) from error
    return page


def _sections(
    card: ModelCard, samples: SampleSet, results: Sequence[InspectionResult], evaluation: Evaluation
) -> dict[Mistake, list[Finding]]:
    """By kind. Kinds that cannot occur are left out: boxes without boxes, escapes where no picture is bad."""
    found: list[Finding] = []
    kinds: list[Mistake] = []
    if evaluation.detections is not None:
        found += box_findings(samples.samples, results, card.thresholds, only_class(card.classes, samples.classes))
        kinds += [Mistake.MISS, Mistake.FALSE_CALL]
    whole = picture_findings(samples.samples, results)
    kinds += [Mistake.ESCAPE] if evaluation.pictures.escapes.trials else []
    kinds += [Mistake.FALSE_FAIL] if evaluation.pictures.false_calls.trials else []
    return {kind: [item for item in (*found, *whole) if item.mistake is kind] for kind in kinds}


def _scores(samples: SampleSet, results: Sequence[InspectionResult]) -> tuple[list[float], list[float]]:
    """Of good and of bad pictures."""
    pairs = list(zip(samples.samples, results, strict=True))
    good, bad = (
        [result.score for sample, result in pairs if sample.is_good is is_good and result.score is not None]
        for is_good in (True, False)
    )
    return good, bad
