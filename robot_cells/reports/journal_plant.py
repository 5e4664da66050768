"""The plant that a journal was written under, from the documents that it keeps."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.yaml_reader import parse_document, read_document
from robot_cells.errors import JournalError
from robot_cells.ids import LineId
from robot_cells.journals.journal import JournalReader

LINE_KIND = "line"


def check_line(journal: JournalReader, line: LineId) -> None:
    """Raises `JournalError` when the journal was written by a line of another name."""
    for relative, text in journal.documents().items():
        document = parse_document(text, Path(relative))
        if document.kind == LINE_KIND and document.value((LINE_KIND,)) != line:
            raise JournalError(
                f"The journal is that of the line {document.value((LINE_KIND,))}, not of {line}.",
                where=f"journal {journal.journal_id}",
                remedy="Name the document of that line, or another journal.",
            )


def plant_of_journal(journal: JournalReader) -> Plant | None:
    """The plant, or None when the journal keeps no documents; raises `DocumentError` when they no longer load."""
    documents = journal.documents()
    if not documents:
        return None
    with tempfile.TemporaryDirectory(prefix="robot_cells_") as name:
        folder = Path(name)
        lines = []
        for relative, text in documents.items():
            if PurePosixPath(relative).is_absolute() or ".." in PurePosixPath(relative).parts:
                raise JournalError(
                    f"The document {relative!r} leads out of its folder.",
                    where="documents of the journal",
                    remedy="The journal was not written by an orchestrator.",
                )
            path = folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if path.suffix in {".yaml", ".yml"} and read_document(path).kind == LINE_KIND:
                lines.append(path)
        return load_plant(lines[0], past=True) if lines else None
