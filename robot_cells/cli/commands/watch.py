"""`robot-cells watch`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.line_tables import line_view
from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    TimeoutOption,
)
from robot_cells.cli.progress import progress
from robot_cells.errors import ConnectionLostError
from robot_cells.nodes.line_client import LineClient
from robot_cells.nodes.line_snapshot import LineSnapshot

PICTURE_COLUMNS = 110
"""Width of a picture, in characters."""

PictureOption = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FILE.svg", help="Write the line as it is now as a picture (SVG), and end."),
]


def watch(
    *,
    picture: PictureOption = None,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Show a running line live.

    Live tables on a terminal, lines on change elsewhere. Ends with Ctrl-C, or when the line falls silent.
    """
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        state: LineSnapshot | None = line.state()
        if picture is not None:
            write_picture(line.state(), picture)
            return
        with progress(headless=False) as shown:
            while state is not None:
                shown.show(state)
                state = line.next_state(timeout)
    raise ConnectionLostError(
        "The line has fallen silent.",
        where=f"domain {domain}, namespace {namespace}",
        remedy="Look at the log of its orchestrator.",
    )


def write_picture(state: LineSnapshot, file: Path) -> None:
    """Write what `watch` shows of a line as an SVG picture; raises `OSError`."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=PICTURE_COLUMNS, file=nowhere)
        console.print(line_view(state))
        file.write_text(console.export_svg(title=f"robot-cells watch: {state.line}"), encoding="utf-8")
