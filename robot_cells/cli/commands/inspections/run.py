"""`robot-cells inspections run`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import cv2
import typer

from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.inspection_options import ModelArgument, ModelsOption
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.errors import InspectionError
from robot_cells.inspections.annotation import annotate
from robot_cells.inspections.evaluations.judging import judge, one_thread
from robot_cells.inspections.model_folder import load_model, model_place
from robot_cells.inspections.samples.picture_file import SUFFIXES, read_picture
from robot_cells.inspections.verdict import InspectionResult, Verdict

EXIT_CODES = {Verdict.PASS: ExitCode.DONE, Verdict.FAIL: ExitCode.DEFECTIVE, Verdict.UNDECIDED: ExitCode.UNDECIDED}


def run(
    model: ModelArgument,
    pictures: Annotated[
        list[Path], typer.Argument(exists=True, help="Pictures, or folders of pictures.", metavar="PICTURE...")
    ],
    *,
    reference: Annotated[
        Path | None,
        typer.Option("--reference", exists=True, dir_okay=False, help="The good picture, for models that compare."),
    ] = None,
    serial: Annotated[str, typer.Option("--serial", help="What a code should say.")] = "",
    out: Annotated[Path | None, typer.Option("--out", file_okay=False, help="Folder for annotated pictures.")] = None,
    models: ModelsOption = None,
    json: JsonOption = False,
) -> None:
    """Judge pictures with a model.

    Ends with 0 when all pass, with 20 when one fails, with 21 when none fails and one is undecided.
    """
    judging = load_model(model_place(model, models))
    files = _files(pictures)
    verdicts, rows = [], []
    with one_thread():
        for path, name in zip(files, _names(files), strict=True):
            result = judge(judging, path, reference, serial).result
            verdicts.append(result.verdict)
            if out is not None:
                _draw(path, result, serial, out / name)
            if json:
                rows.append({"picture": str(path), "result": result})
            else:
                typer.echo(_line(path, result))
    if json:
        typer.echo(json_text(rows))
    worst = next((item for item in (Verdict.FAIL, Verdict.UNDECIDED) if item in verdicts), Verdict.PASS)
    raise typer.Exit(EXIT_CODES[worst])


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(item for item in path.rglob("*") if item.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        )
        if not inside:
            raise InspectionError("There is no picture in the folder.", where=str(path), remedy="PNG, JPEG, BMP, TIFF.")
        found += inside
    return found


def _names(files: Sequence[Path]) -> list[str]:
    """Of the annotated pictures: folder and name, with a number where that is taken."""
    found: dict[str, None] = {}
    for path in files:
        name = "_".join(path.parts[-2:]).strip("/").removesuffix(".png")
        number = next(
            number for number in range(len(files)) if f"{name}{f'_{number}' if number else ''}.png" not in found
        )
        found[f"{name}{f'_{number}' if number else ''}.png"] = None
    return list(found)


def _line(path: Path, result: InspectionResult) -> str:
    places = ", ".join(f"{item.code} at {item.box.x}, {item.box.y} ({item.score:.2f})" for item in result.defects)
    told = places or result.message
    return f"{path}: {result.verdict.value}, {1000 * result.duration_s:.1f} ms{': ' if told else ''}{told}"


def _draw(path: Path, result: InspectionResult, serial: str, target: Path) -> None:
    """The picture as it was judged; what could not be read cannot be drawn."""
    try:
        picture = read_picture(path, colour=True)
    except InspectionError:
        return
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    _, encoded = cv2.imencode(".png", annotate(picture, result, serial or path.name, stamp))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(encoded.tobytes())
