"""Which file of a folder holds which process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from robot_cells.documents.document import Document
from robot_cells.documents.problem import DocumentProblemsError, Problem
from robot_cells.documents.yaml_reader import read_document
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.process_reader import parse_process
from robot_cells.skills.registry import SkillType, load_skills


@dataclass(slots=True)
class ProcessIndex:
    """Process documents by the name of their process, and what is wrong with them.

    `documents` has those whose form is wrong, too: they are there, and are told of once.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    models: dict[str, ProcessModel] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@cache
def known_skills() -> Mapping[str, SkillType]:
    """The skills that processes may use; looked up once, as it means reading the metadata of every installed package.

    Raises `ProcessError` when another package's skill cannot be loaded.
    """
    return load_skills()


def yaml_files(folder: Path, *, deep: bool) -> Iterable[Path]:
    """All YAML files of a folder, with `deep` of the folders below it too, in the order of their paths."""
    paths = folder.rglob("*") if deep else folder.glob("*")
    return sorted(path for path in paths if path.suffix in {".yaml", ".yml"} and path.is_file())


def index_processes(folder: Path) -> ProcessIndex:
    """Read every YAML file of a folder; folders in it are not looked into."""
    index = ProcessIndex()
    for path in yaml_files(folder, deep=False):
        try:
            document = read_document(path)
        except DocumentProblemsError as error:
            index.problems += error.problems
            continue
        _add(index, document)
    return index


def check_process(document: Document) -> tuple[ProcessModel | None, list[Problem]]:
    """The process of a document, or None; and everything that is wrong with it by itself."""
    model, faults = parse_process(document.data, known_skills())
    return model, [document.problem(fault.path, fault.what, fault.remedy) for fault in faults]


def _add(index: ProcessIndex, document: Document) -> None:
    name = document.value(("process",))
    if document.kind != "process" or not isinstance(name, str):
        index.problems.append(
            document.problem((), "is no process document", "begin it with process: and its name, or move it elsewhere")
        )
        return
    if name in index.documents:
        other = index.documents[name].path
        index.problems.append(
            document.problem(("process",), f"{other} holds a process {name} already", "rename one of them")
        )
    index.documents.setdefault(name, document)
    model, problems = check_process(document)
    index.problems += problems
    if model is not None:
        index.models.setdefault(name, model)
