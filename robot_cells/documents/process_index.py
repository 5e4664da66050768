"""Which file of a folder holds which process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from robot_cells.documents.document import Document
from robot_cells.documents.problem import DocumentProblemsError, Problem
from robot_cells.documents.yaml_reader import read_document


@dataclass(slots=True)
class ProcessIndex:
    """Process documents by the name of their process, and what is wrong with them."""

    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def yaml_files(folder: Path) -> Iterable[Path]:
    """All YAML files below a folder, in the order of their paths."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"} and path.is_file())


def index_processes(folder: Path) -> ProcessIndex:
    """Read every YAML file below a folder."""
    index = ProcessIndex()
    for path in yaml_files(folder):
        try:
            document = read_document(path)
        except DocumentProblemsError as error:
            index.problems += error.problems
            continue
        _add(index, document)
    return index


def _add(index: ProcessIndex, document: Document) -> None:
    name = document.data.get("process") if isinstance(document.data, dict) else None
    if document.kind != "process" or not isinstance(name, str):
        index.problems.append(
            document.problem((), "is no process document", "begin it with process: and its name, or move it elsewhere")
        )
    elif name in index.documents:
        other = index.documents[name].path
        index.problems.append(
            document.problem(("process",), f"{other} holds a process {name} already", "rename one of them")
        )
    else:
        index.documents[name] = document
