"""Checks documents of all kinds, files and folders, and tells everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from robot_cells.documents.document import Document
from robot_cells.documents.driver_notes import driver_notes
from robot_cells.documents.model_problems import validate
from robot_cells.documents.order_book import check_orders
from robot_cells.documents.plant import Plant, read_plant, read_product
from robot_cells.documents.problem import DocumentProblemsError, Problem
from robot_cells.documents.process_index import check_process, yaml_files
from robot_cells.documents.schemas import MODELS
from robot_cells.documents.suggestion import one_of
from robot_cells.documents.twin_model_document import TwinModelDocument, check_twin_names
from robot_cells.documents.yaml_reader import read_document


@dataclass(slots=True)
class _Check:
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, list[Document]] = field(default_factory=dict)
    plants: list[Plant] = field(default_factory=list)


def check_paths(paths: Iterable[Path], notes: list[str] | None = None) -> list[Problem]:
    """Every problem of the documents at these paths, sorted by file and line; folders are walked.

    A line is checked with all that it names. Orders are checked against the lines among these documents; without a
    line among them, or with a wrong one, only by themselves. Into `notes` goes what is no fault of a document: drivers
    that could not start on this machine.
    """
    check = _Check()
    for path in paths:
        files = tuple(yaml_files(path, deep=True)) if path.is_dir() else (path,)
        if not files:
            check.problems.append(
                Problem(str(path), 0, "", "no document is in this folder", "name one that holds .yaml")
            )
        for file in files:
            _sort_in(check, file)
    for document in check.documents.get("line", []):
        plant, problems = read_plant(document.path)
        check.problems += problems
        check.plants += [plant] if plant is not None else []
        if notes is not None and plant is not None:
            notes += driver_notes(plant.line)
    for document in check.documents.get("product", []):
        check.problems += read_product(document.path)[1]
    for document in check.documents.get("process", []):
        check.problems += check_process(document)[1]
    for document in check.documents.get("orders", []):
        _check_orders(check, document)
    for document in check.documents.get("twin", []):
        _check_twin(check, document)
    return sorted(set(check.problems))


def _sort_in(check: _Check, file: Path) -> None:
    try:
        document = read_document(file)
    except DocumentProblemsError as error:
        check.problems += error.problems
        return
    if document.kind in MODELS:
        check.documents.setdefault(document.kind, []).append(document)
        return
    if not isinstance(document.data, dict):
        check.problems.append(document.problem((), "is no mapping", f"begin it with one of {', '.join(MODELS)}"))
        return
    later = next((key for key in document.data if key in MODELS), None)
    if later is not None:
        check.problems.append(document.problem((later,), "stands too late", f"write {later} first: it tells the kind"))
        return
    check.problems.append(document.problem((document.kind,), "is no kind of document", one_of(document.kind, MODELS)))


def _check_twin(check: _Check, document: Document) -> None:
    """A twin document is checked against the line that it names, where that is among the documents."""
    model, problems = validate(document, TwinModelDocument)
    check.problems += problems
    plant = next((item for item in check.plants if model is not None and item.line.id == model.twin), None)
    if model is not None and plant is not None:
        check.problems += check_twin_names(document, model, plant.line, plant.products)


def _check_orders(check: _Check, document: Document) -> None:
    if not check.plants or len(check.plants) < len(check.documents.get("line", [])):
        check.problems += check_orders(document)[1]
        return
    products = {name: product for plant in check.plants for name, product in plant.products.items()}
    vehicles = {vehicle.id for plant in check.plants for vehicle in plant.line.vehicles}
    check.problems += check_orders(document, products, vehicles)[1]
