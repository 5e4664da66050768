"""Which documents an orchestrator worked by, by the hash of what they say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from robot_cells.documents.document import Document
from robot_cells.documents.problem import DocumentProblemsError
from robot_cells.documents.schemas import MODELS
from robot_cells.documents.yaml_reader import parse_document
from robot_cells.processes.content_hash import content_hash
from robot_cells.reports.part_record import DocumentRecord

LINE, PRODUCT, PROCESS = "line", "product", "process"


def documents_of(texts: Mapping[str, str], product: str) -> tuple[DocumentRecord, ...]:
    """Line, processes and the product in question, of documents by name; in the order of their names."""
    found = (_document_of(name, texts[name], product) for name in sorted(texts))
    return tuple(item for item in found if item is not None)


def line_of(texts: Mapping[str, str]) -> str:
    """The id of the line that the documents describe; empty where none does."""
    for name in sorted(texts):
        document = _parsed(name, texts[name])
        if document is not None and document.kind == LINE:
            return str(document.value((LINE,)))
    return ""


@lru_cache(maxsize=256)  # an orchestrator that was restarted keeps the same documents again
def _document_of(name: str, text: str, product: str) -> DocumentRecord | None:
    document = _parsed(name, text)
    if document is None or document.kind not in (LINE, PRODUCT, PROCESS):
        return None
    title = str(document.value((document.kind,)))
    if document.kind == PRODUCT and title != product:
        return None
    return DocumentRecord(document.kind, name, _hash(document), title if document.kind == PROCESS else "")


def _parsed(name: str, text: str) -> Document | None:
    try:
        return parse_document(text, Path(name))
    except DocumentProblemsError:
        return None  # an older form: the record says that its content is not known


def _hash(document: Document) -> str:
    try:
        return content_hash(MODELS[document.kind].model_validate(document.data))
    except ValidationError:
        return ""
