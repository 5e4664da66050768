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
