"""What the commands that measure a kind of inspection have in common: seed, JSON or a table, errors as a sentence."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from robot_cells.errors import RobotCellsError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


def evaluation_parser(module: str, description: str | None) -> argparse.ArgumentParser:
    """For `python -m MODULE`, with the options that every evaluation has: `--seed` and `--json`."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures as JSON instead of a table")
    return parser


def print_evaluation(
    measure: Callable[[], Sequence[Row]], header: str, line: Callable[[Row], str], *, as_json: bool
) -> int:
    """Measures, prints a line for each row or all of them as JSON, and gives the exit code of the command."""
    try:
        rows = measure()
    except RobotCellsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if as_json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return 0
    print(header)
    for row in rows:
        print(line(row))
    return 0
