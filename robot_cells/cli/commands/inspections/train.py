"""`robot-cells inspections train`."""

from __future__ import annotations

import dataclasses
import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from robot_cells.cli.inspection_options import DataOption, LayoutOption, SplitOption, WorkersOption
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.shown_progress import ShownProgress
from robot_cells.errors import InspectionError
from robot_cells.inspections.model import FitOptions
from robot_cells.inspections.model_folder import check_place, save_model
from robot_cells.inspections.model_kinds import model_kind
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample_folder import AUTO, read_samples

OutOption = Annotated[
    Path, typer.Option("--out", help="Folder of the model; it must not be there yet.", metavar="MODEL")
]
NameOption = Annotated[str, typer.Option("--name", help="Name of the model.  [default: the folder's, before an @]")]
VersionOption = Annotated[
    str, typer.Option("--version", help="Its version.  [default: the folder's, after an @, or 1]")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="A setting of the kind; may be repeated.", metavar="KEY=VALUE")
]


def train(
    kind: Annotated[
        str, typer.Argument(help="golden_sample, defects, anomaly, presence, code, onnx, or another package's.")
    ],
    *,
    data: DataOption,
    out: OutOption,
    name: NameOption = "",
    version: VersionOption = "",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of everything random in the training.")] = 0,
    workers: WorkersOption = 1,
    layout: LayoutOption = AUTO,
    split: SplitOption = "",
    settings: SetOption = None,
    licence: Annotated[str, typer.Option("--licence", help="Of the model, for its card.")] = "",
    json: JsonOption = False,
) -> None:
    """Train a model of a kind on labelled pictures, and write its folder.

    The same pictures, seed and settings give the same model. The folder is there whole or not at all, also after
    Ctrl-C. Values of settings are JSON, or else text.
    """
    own_name, _, own_version = out.resolve().name.partition("@")
    options = FitOptions(name or own_name, version or own_version or "1", seed, workers, _settings(settings or []))
    maker = model_kind(kind)
    check_place(out)  # before an hour of training, not after it
    samples = read_samples(data, layout, split, purpose=Purpose.TRAINING)
    with ShownProgress() as progress:
        model = maker.fit(samples, options, progress)
    card = save_model(model, out, dataclasses.replace(model.card, licence=licence or model.card.licence))
    if json:
        typer.echo(json_text(card))
        return
    figures = "".join(f", {key} {value:.4g}" for key, value in card.figures.items() if isinstance(value, float))
    typer.echo(f"{card.label}, {card.kind}: trained on {card.training_samples} samples{figures}.")
    typer.echo(
        f"The model is in {out}. Measure it on other samples: robot-cells inspections evaluate {out} --data FOLDER"
    )


def _settings(words: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in words:
        key, mark, text = word.partition("=")
        if not mark or not key:
            raise InspectionError(f"{word!r} is no setting.", where="--set", remedy="Write --set KEY=VALUE.")
        try:
            found[key] = json_format.loads(text)
        except ValueError:
            found[key] = text
    return found
