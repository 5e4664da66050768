"""`robot-cells inspections label`."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.inspection_options import ModelsOption, SplitOption
from robot_cells.cli.options import OperatorOption
from robot_cells.inspections.labelling.label_desk import LabelDesk
from robot_cells.inspections.labelling.label_server import LabelServer
from robot_cells.inspections.model_folder import load_model, model_place
from robot_cells.inspections.samples import plain_layout
from robot_cells.inspections.samples.sample_folder import read_samples


def label(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of pictures, in the plain layout.")
    ],
    *,
    model: Annotated[str, typer.Option("--model", help="A model that proposes boxes: its folder, or its name.")] = "",
    models: ModelsOption = None,
    classes: Annotated[str, typer.Option("--classes", help="Names of classes, like dent,scratch: keys 1, 2, ...")] = "",
    split: SplitOption = "",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 0,
    operator: OperatorOption = "",
) -> None:
    """Label pictures in a browser on this machine: boxes, classes, good or bad, saved at once.

    The page is served on 127.0.0.1 alone, to whoever knows its address; nothing else is served. Labels lie beside
    the pictures, as `train` and `evaluate` read them. Ctrl-C ends it.
    """
    samples = read_samples(folder, plain_layout.NAME, split)
    judging = load_model(model_place(model, models)) if model else None
    named = tuple(word.strip() for word in classes.split(",") if word.strip())
    desk = LabelDesk(samples, named, judging, operator or getpass.getuser())
    with LabelServer(desk, port) as server:
        typer.echo(f"{len(desk.names)} pictures. Open {server.address} in a browser on this machine; Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("All labels are saved.")
