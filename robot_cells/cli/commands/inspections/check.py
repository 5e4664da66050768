"""`robot-cells inspections check`."""

from __future__ import annotations

import typer
from rich.console import Console

from robot_cells.cli.inspection_options import ModelArgument, ModelsOption
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.table_style import table_of
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_folder import model_place, verified_card
from robot_cells.inspections.model_kinds import model_kind


def check(model: ModelArgument, *, models: ModelsOption = None, json: JsonOption = False) -> None:
    """Prove that a model is what was saved, and show its card.

    Every file is compared with its SHA-256 on the card, and the model is loaded. Ends with 1 when it is refused.
    """
    folder = model_place(model, models)
    card = verified_card(folder)
    model_kind(card.kind).load(folder, card)
    if json:
        typer.echo(json_text(card))
        return
    Console(highlight=False, markup=False).print(_table(card))
    typer.echo(f"{folder}: {card.label} is whole, {len(card.files)} files, and can be loaded.")


def _table(card: ModelCard) -> object:
    table = table_of("card", "", folded=("",))
    table.add_row("kind, task", f"{card.kind}, {card.task}")
    table.add_row("classes", ", ".join(card.classes) or "-")
    thresholds = (f"{name or 'picture'} {value:.4g}" for name, value in card.thresholds.items())
    table.add_row("thresholds", ", ".join(thresholds) or "-")
    table.add_row("trained on", f"{card.training_samples} samples, {card.training_data or 'no hash'}")
    for name, value in card.figures.items():
        table.add_row(str(name), f"{value:.6g}" if isinstance(value, float) else str(value))
    table.add_row("settings", ", ".join(card.settings) or "-")
    table.add_row("program", card.program_version or "-")
    table.add_row("licence", card.licence or "-")
    return table
