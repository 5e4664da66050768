"""Arguments and options that several sub-commands of `inspections` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ModelArgument = Annotated[
    str, typer.Argument(help="The folder of a model; with --models a name, or name@version.", metavar="MODEL")
]
ModelsOption = Annotated[
    Path | None,
    typer.Option(
        "--models",
        envvar="ROBOT_CELLS_MODELS",
        exists=True,
        file_okay=False,
        help="Directory of models, in which they are found by name.",
    ),
]
DataOption = Annotated[
    Path, typer.Option("--data", exists=True, file_okay=False, help="Folder of labelled pictures.", metavar="FOLDER")
]
LayoutOption = Annotated[
    str, typer.Option("--layout", help="Layout of the folder: plain, coco, voc, yolo, deeppcb; found out by itself.")
]
SplitOption = Annotated[str, typer.Option("--split", help="Part of the folder, such as train or test.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes that share the work.")]
