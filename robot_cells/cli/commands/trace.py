"""`robot-cells trace`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.line_time import time_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.run_directory import folder_of, latest_journal
from robot_cells.cli.table_style import table_of
from robot_cells.errors import RecordError
from robot_cells.ids import SerialNumber
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.recall import ProgramUse, uses_of
from robot_cells.reports.trace import trace_of
from robot_cells.reports.trace_text import trace_text

EVIDENCE = "evidence"
"""The folder of the pictures, beside the journal."""


def trace(
    serial: Annotated[str, typer.Argument(help="Serial number of a piece, such as WO-1-002.")] = "",
    *,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Journal to read.  [default: that of the latest run below runs/]")
    ] = None,
    json: JsonOption = False,
    page: Annotated[Path | None, typer.Option("--page", help="Write the record as one HTML file.")] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", help="Prove that a record (JSON) matches the journal.")
    ] = None,
    program: Annotated[
        str, typer.Option("--program", help="List the pieces that a program ran on: its process, or its hash.")
    ] = "",
) -> None:
    """Follow one serial number through the line, from the journal.

    `--json` prints its whole record, `--page` writes it for people. Works while the line runs too.
    """
    if sum(map(bool, (serial, verify, program))) != 1:
        raise typer.BadParameter("Give one of: a serial number, --verify, --program.", param_hint="SERIAL")
    path = journal or latest_journal()
    with closing(SqliteJournalReader(path)) as reader:
        if verify is not None:
            _verify(reader, verify, folder_of(path) / EVIDENCE)
        elif program:
            _list(uses_of(reader, program), as_json=json)
        elif page is not None or json:
            _record(reader, SerialNumber(serial), page, folder_of(path) / EVIDENCE, as_json=json)
        else:
            Console().print(trace_text(trace_of(reader, SerialNumber(serial))))


def _record(
    reader: SqliteJournalReader, serial: SerialNumber, page: Path | None, evidence: Path, *, as_json: bool
) -> None:
    from robot_cells.reports.part_record_reader import record_of
    from robot_cells.reports.record_page import record_page

    record = record_of(reader, serial)
    if page is not None:
        page.write_text(record_page(record, evidence), encoding="utf-8")
    if as_json:
        typer.echo(json_text(record.to_dict()))
    elif page is not None:
        typer.echo(f"The record of {serial} is written to {page}.")


def _verify(reader: SqliteJournalReader, path: Path, evidence: Path) -> None:
    from robot_cells.reports.record_check import prove, read_record_file

    content = read_record_file(path)
    try:
        proof = prove(content, reader, evidence)
    except RecordError as error:
        raise RecordError(error.what, where=f"{path}, {error.where}", remedy=error.remedy) from error
    record = proof.record
    typer.echo(
        f"{path} matches the journal {record.journal.id} up to record {record.journal.sequence}: "
        f"{len(record.entries)} records of {record.serial}, {proof.pictures} pictures unchanged."
    )
    for missing in proof.missing:
        typer.echo(f"The picture {missing} is not in {evidence}: its hash was not compared.")


def _list(uses: Sequence[ProgramUse], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json_text(uses))
        return
    programs = dict.fromkeys(f"{use.process} {use.hash[:12]}" for use in uses)
    columns = ["product", "state", "step", "cell", "began", "outcome", *(["hash"] if len(programs) > 1 else [])]
    table = table_of(*columns, ids=("step",))
    for use in uses:
        step = f"{use.operation}.{use.visit}" if use.visit > 1 else use.operation
        name = f"{step} (try {use.number})" if use.number > 1 else step
        row = (use.serial, use.state, name, use.cell, time_text(use.began_s), use.outcome, use.hash[:8])
        table.add_row(*row[: len(columns)])
    Console().print(table)
    typer.echo(f"{len({use.serial for use in uses})} pieces: {', '.join(programs)}.")
