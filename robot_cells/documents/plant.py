"""The plant: a line with all that its document names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from robot_cells.documents.body_checks import check_bodies
from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.layout_checks import check_layout
from robot_cells.documents.line_builder import build_line
from robot_cells.documents.line_checks import check_line
from robot_cells.documents.line_model import LineModel
from robot_cells.documents.model_problems import validate
from robot_cells.documents.plant_checks import check_changeovers, check_processes, check_product_on_line
from robot_cells.documents.problem import DocumentProblemsError, Problem, refuse
from robot_cells.documents.process_device_checks import check_process_changeovers, check_process_devices
from robot_cells.documents.process_index import ProcessIndex, index_processes, known_skills
from robot_cells.documents.process_parameter_checks import check_capability_parameters, check_operation_parameters
from robot_cells.documents.process_verdicts import gives_verdict
from robot_cells.documents.product_builder import build_product
from robot_cells.documents.product_model import ProductModel
from robot_cells.documents.reach_checks import check_reach
from robot_cells.documents.recipe_checks import check_recipe
from robot_cells.documents.verdict_checks import check_verdicts
from robot_cells.documents.yaml_reader import read_document
from robot_cells.ids import ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product


@dataclass(frozen=True, slots=True)
class Plant:
    """A line, its products, and where its processes are.

    `sources` holds the text of every document by its path relative to the folder that holds them all, with `/` between
    folders; written back under any folder they load as the same plant. The line's own document comes first.
    """

    line: Line
    products: Mapping[ProductId, Product]
    process_paths: Mapping[str, Path]
    sources: Mapping[str, str]


def load_plant(line_path: Path, *, past: bool = False) -> Plant:
    """Read a line document and all that it names; raises `DocumentError` with every fault, one a line.

    `past`: as in `read_plant`.
    """
    plant, problems = read_plant(line_path, past=past)
    refuse(problems)
    assert plant is not None
    return plant


def read_plant(line_path: Path, *, past: bool = False) -> tuple[Plant | None, list[Problem]]:
    """The plant, or None; and everything that is wrong with its documents.

    `past`: documents that a journal was written under. What has run is not asked again how its bodies stand.
    """
    try:
        document = read_document(line_path)
    except DocumentProblemsError as error:
        return None, list(error.problems)
    model, problems = validate(document, LineModel)
    if model is not None:
        problems += check_line(document, model)
    products, product_problems = _read_products(document, model)
    processes, process_problems = _read_processes(document)
    problems += product_problems + process_problems
    if model is None:
        return None, problems
    problems += check_changeovers(document, model, {item.product for _, item in products})
    layouts = [item.layout for _, item in products if item.layout is not None]
    for index, cell in enumerate(model.cells):
        problems += check_reach(document, index, cell, layouts)
    if processes is not None:
        problems += check_processes(document, model, processes.documents)
        problems += check_capability_parameters(document, model, processes.models)
        problems += check_process_devices(document, model, processes.models, known_skills())
        problems += check_process_changeovers(document, model, processes.models, known_skills())
        for product_document, product in products:
            problems += check_operation_parameters(product_document, product, model, processes.models)
            problems += check_verdicts(product_document, product, model, processes.models, known_skills())
    if problems or processes is None:
        return None, problems
    documents = [document, *(item for item, _ in products), *processes.documents.values()]
    plant = Plant(
        line=build_line(
            model,
            {name for name, item in processes.models.items() if item.repeatable},
            {name for name, item in processes.models.items() if gives_verdict(item, known_skills())},
            document.path.resolve().parent,
        ),
        products={ProductId(item.product): build_product(item) for _, item in products},
        process_paths={name: item.path for name, item in processes.documents.items()},
        sources=_sources(documents),
    )
    problems += () if past else check_bodies(document, plant.line, plant.products)
    return (None if problems else plant), problems


def read_product(path: Path) -> tuple[tuple[Document, ProductModel] | None, list[Problem]]:
    """A product document with its model, or None; and everything that is wrong with it by itself."""
    try:
        document = read_document(path)
    except DocumentProblemsError as error:
        return None, list(error.problems)
    model, problems = validate(document, ProductModel)
    if model is None:
        return None, problems
    problems += check_recipe(document, model)
    if model.layout is not None:
        problems += check_layout(document, model.layout)
    return (document, model), problems


def beside(document: Document, relative: str) -> Path:
    """The path that a document names relative to itself, without needless `..`."""
    return Path(os.path.normpath(document.path.parent / relative))


def _read_products(
    line_document: Document, line: LineModel | None
) -> tuple[list[tuple[Document, ProductModel]], list[Problem]]:
    found: list[tuple[Document, ProductModel]] = []
    problems: list[Problem] = []
    first: dict[str, Document] = {}
    for key, relative in _texts(line_document, "products"):
        path = beside(line_document, relative)
        if not path.exists():
            problems.append(_missing(line_document, key, path))
            continue
        product, product_problems = read_product(path)
        problems += product_problems
        if product is None:
            continue
        document, model = product
        if line is not None:
            problems += check_product_on_line(document, model, line)
        if model.product in first:
            what = f"{first[model.product].path} holds a product {model.product} already"
            problems.append(document.problem(("product",), what, "rename one of them"))
        first.setdefault(model.product, document)
        found.append(product)
    return found, problems


def _read_processes(line_document: Document) -> tuple[ProcessIndex | None, list[Problem]]:
    for key, relative in _texts(line_document, "processes"):
        folder = beside(line_document, relative)
        if not folder.is_dir():
            what = f"there is no folder {folder}"
            remedy = "name the folder of the process documents, relative to this document"
            return None, [line_document.problem(key, what, remedy)]
        index = index_processes(folder)
        return index, index.problems
    return None, []


def _texts(document: Document, key: str) -> list[tuple[KeyPath, str]]:
    """The texts under a key, a list or a single one; those that are of another type are reported by the model."""
    value = document.data.get(key) if isinstance(document.data, dict) else None
    if isinstance(value, str):
        return [((key,), value)]
    items: Iterable[object] = value if isinstance(value, list) else ()
    return [((key, index), item) for index, item in enumerate(items) if isinstance(item, str)]


def _missing(document: Document, key: KeyPath, path: Path) -> Problem:
    return document.problem(key, f"there is no file {path}", "the path is relative to this document; correct it")


def _sources(documents: list[Document]) -> dict[str, str]:
    paths = [document.path.resolve() for document in documents]
    common = Path(os.path.commonpath([path.parent for path in paths]))
    return {path.relative_to(common).as_posix(): item.text for path, item in zip(paths, documents, strict=True)}
