"""Proves that a record of a part tells what its journal tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import RecordError
from robot_cells.ids import SerialNumber
from robot_cells.journals.journal import JournalReader
from robot_cells.reports.part_record import VERSION, PartRecord
from robot_cells.reports.part_record_reader import FORM, record_of
from robot_cells.reports.record_evidence import evidence_file

_REMEDY = "Do not rely on it; make the record anew with `robot-cells trace`."


@dataclass(frozen=True, slots=True)
class RecordProof:
    """What was proved: the record, made anew from the journal, and how many of its pictures were found unchanged.

    `missing` are the paths of pictures that are not in the evidence folder any more.
    """

    record: PartRecord
    pictures: int
    missing: tuple[str, ...]


def read_record_file(path: Path) -> Mapping[str, object]:
    """The content of a record's JSON file; raises `RecordError` when it is none that this program understands."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise RecordError(
            f"The record cannot be read: {error.strerror}.", where=str(path), remedy="Name its file."
        ) from error
    except ValueError as error:
        remedy = "Name a file that `robot-cells trace SERIAL --json` wrote."
        raise RecordError(f"The file is not JSON: {error}.", where=str(path), remedy=remedy) from error
    if not isinstance(content, dict) or content.get("record") != FORM or not isinstance(content.get("serial"), str):
        remedy = "Name a file that `robot-cells trace SERIAL --json` wrote."
        raise RecordError("The file is no record of a part.", where=str(path), remedy=remedy)
    if content.get("version") != VERSION:
        what = f"The record has version {content.get('version')!r}, this program reads {VERSION}."
        raise RecordError(what, where=str(path), remedy="Use the version of robot_cells that wrote it.")
    return content


def prove(content: Mapping[str, object], journal: JournalReader, evidence: Path) -> RecordProof:
    """Make the record anew from the journal, as far as that had come then, and compare everything.

    Raises `RecordError` that names the first difference, a changed picture included; `JournalError` when the journal
    itself is damaged; `OrderError` when it knows no such piece.
    """
    where = f"record of {content['serial']}"
    extent = content.get("journal")
    made = extent if isinstance(extent, Mapping) else {}
    if made.get("id") != journal.journal_id:
        what = f"It was made from the journal {made.get('id')!r}, this is {journal.journal_id!r}."
        raise RecordError(what, where=where, remedy="Name the journal that it was made from with --journal.")
    sequence = made.get("sequence")
    until = sequence if isinstance(sequence, int) and sequence > 0 else None
    record = record_of(journal, SerialNumber(str(content["serial"])), until=until)
    difference = first_difference(content, json.loads(json.dumps(record.to_dict())))
    if difference:
        raise RecordError(f"It does not match its journal: {difference}.", where=where, remedy=_REMEDY)
    return _with_pictures(record, evidence, where)


def first_difference(found: object, expected: object, path: str = "") -> str:
    """Where a record first says something else than the journal, and what; empty when they are the same.

    In the order of the fields, those that are too many first. A record's digest is its last: it always differs, too.
    """
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        return _in_mappings(found, expected, path)
    if isinstance(found, list) and isinstance(expected, list):
        pairs = enumerate(zip(found, expected, strict=False))
        differences = (first_difference(mine, theirs, f"{path}[{index}]") for index, (mine, theirs) in pairs)
        counts = f"{path} has {len(found)} items, by the journal it has {len(expected)}"
        return next(filter(None, differences), "" if len(found) == len(expected) else counts)
    if isinstance(found, bool) is isinstance(expected, bool) and found == expected:
        return ""
    return f"{path} is {_short(found)}, by the journal it is {_short(expected)}"


def _in_mappings(found: Mapping[str, object], expected: Mapping[str, object], path: str) -> str:
    for key in [*(key for key in found if key not in expected), *expected]:
        place = f"{path}.{key}" if path else key
        if key not in expected:
            return f"{place} is not in the journal"
        if key not in found:
            return f"{place} is missing"
        difference = first_difference(found[key], expected[key], place)
        if difference:
            return difference
    return ""


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _with_pictures(record: PartRecord, evidence: Path, where: str) -> RecordProof:
    found, missing = 0, []
    for step in record.steps:
        if step.picture is None or not step.picture.path:
            continue
        path = evidence_file(evidence, step.picture)
        if path is None:
            missing.append(step.picture.path)
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != step.picture.hash:
            what = f"The picture {path} is not the one that was judged: its hash differs."
            raise RecordError(what, where=where, remedy="Restore the picture from a copy.")
        found += 1
    return RecordProof(record, found, tuple(missing))
