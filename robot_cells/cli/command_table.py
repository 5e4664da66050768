"""Which sub-commands there are. A sub-command's module is loaded only when it is called: `--help` stays quick."""

from __future__ import annotations

import importlib
from typing import Any, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup

from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.failure_message import say
from robot_cells.errors import RobotCellsError

Context: TypeAlias = Any
"""click's context class: a dependency of some versions of typer, vendored in others, so it has no one name."""

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("Bring a line up, make the orders, report, and shut everything down.", "Whole lines"),
    "up": ("Bring a line up and keep it running until Ctrl-C.", "Whole lines"),
    "chaos": ("Run a line while its processes are killed and frozen, then audit what it did.", "Whole lines"),
    "twin": ("Predict when orders end, and what a change would do.", "Whole lines"),
    "drill": ("Drill the software of a line: a random line, random faults, an audit.", "Whole lines"),
    "schedule": ("Plan orders on a line, or public job-shop instances.", "Schedules"),
    "bench": ("Measure schedules of public instances against the best known values.", "Schedules"),
    "watch": ("Show a running line live.", "A running line"),
    "cells": ("List the cells with state, step and product.", "A running line"),
    "orders": ("List the work orders with what is done and what is predicted.", "A running line"),
    "submit": ("Hand in work orders, from a file or one from options.", "A running line"),
    "cancel": ("Cancel a work order: nothing more is begun for it.", "A running line"),
    "prioritise": ("Change the priority of a work order.", "A running line"),
    "hold": ("Hold the line, or one cell: running attempts end, none begins.", "A running line"),
    "suspend": ("Suspend one cell: it stands still for want of something outside it.", "A running line"),
    "resume": ("Let a held or stopped line, or a held or suspended cell, go on.", "A running line"),
    "stop": ("Stop the line, or one cell: running attempts are cancelled, none begins.", "A running line"),
    "estop": (
        "Emergency stop: every device of the line stops at once, or with --cell those of one cell.",
        "A running line",
    ),
    "reset": (
        "Reset the line, or one cell, after an emergency stop or a stop; the line is held then.",
        "A running line",
    ),
    "prompts": ("List the questions that wait for an operator.", "A running line"),
    "answer": ("Answer a question of the line.", "A running line"),
    "alarms": ("List the alarms that are active or not acknowledged.", "A running line"),
    "acknowledge": ("Acknowledge alarms.", "A running line"),
    "inspections label": (
        "Label pictures in a browser on this machine: boxes, classes, good or bad, saved at once.",
        "Make and measure",
    ),
    "inspections train": ("Train a model of a kind on labelled pictures, and write its folder.", "Make and measure"),
    "inspections evaluate": ("Measure a model on labelled pictures.", "Make and measure"),
    "inspections compare": (
        "Show two models side by side on the same pictures, and where they disagree.",
        "Make and measure",
    ),
    "inspections render": (
        "Render labelled pictures of a product, as the simulated camera sees it.",
        "Make and measure",
    ),
    "inspections correct": (
        "Say what a picture truly shows: it is kept as a sample to learn from.",
        "Make and measure",
    ),
    "inspections run": ("Judge pictures with a model.", "Models"),
    "inspections list": ("List the models of a directory.", "Models"),
    "inspections check": ("Prove that a model is what was saved, and show its card.", "Models"),
    "cameras calibrate": ("Find a camera's lens from pictures of a board.", "Calibration"),
    "cameras plane": ("Find where pixels lie in metres on a plane.", "Calibration"),
    "cameras hand-eye": ("Find where a camera sits on a robot's hand, or beside the robot.", "Calibration"),
    "cameras measure": ("Measure distances on the calibrated plane, with their uncertainty.", "Calibration"),
    "trace": ("Follow one serial number through the line, from the journal.", "Records"),
    "report": ("Compute the report of a run again from its journal.", "Records"),
    "replay": ("Show the state of the line at any moment of its past, from the journal.", "Records"),
    "verify": ("Prove that no record of a journal was changed, removed or put elsewhere.", "Records"),
    "compact": ("Move the older records of a journal to an archive beside it.", "Records"),
    "check": ("Check documents and list every fault in them.", "Documents"),
    "scene": ("Write the line as bodies in space, for simulators and viewers.", "Documents"),
    "schema": ("Print the JSON schema of a kind of document.", "Documents"),
}
"""Every sub-command: one line of help (the first line of its docstring too), and the panel it is listed in.

One of two words belongs to a group; its panel is that within the group.
"""

GROUPS: dict[str, tuple[str, str]] = {
    "inspections": ("Inspection models: train, measure, compare and use them.", "Inspections"),
    "cameras": ("Cameras: calibrate them, and measure with them.", "Inspections"),
}
"""The groups of sub-commands: one line of help, and the panel they are listed in."""


def load_command(name: str) -> TyperCommand:
    """The click command of a sub-command: the function named as its last word, in the module named as its words.

    Dashes of its name are underscores there.
    """
    last = name.rpartition(" ")[2]
    module = importlib.import_module(f"robot_cells.cli.commands.{name.replace(' ', '.').replace('-', '_')}")
    application = typer.Typer(add_completion=False)
    function = getattr(module, last.replace("-", "_"))
    application.command(last, context_settings=getattr(module, "CONTEXT_SETTINGS", None))(function)
    loaded = typer.main.get_command(application)
    assert isinstance(loaded, TyperCommand)
    return loaded


class CommandGroup(TyperGroup):
    """Commands of the table whose first words are `words`: listed with one line each, loaded when they are called."""

    words: str = ""

    def list_table(self) -> None:
        """Fills in what the table says of this group."""
        for name, (summary, panel) in COMMANDS.items():
            group, _, last = name.rpartition(" ")
            if group == self.words:
                self.add_command(TyperCommand(name=last, help=summary, rich_help_panel=panel), last)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The sub-command that is called, loaded now."""
        name, listed, rest = super().resolve_command(ctx, args)
        if name is None or isinstance(listed, CommandGroup):
            return name, listed, rest
        return name, load_command(f"{self.words} {name}".strip()), rest


class CommandTable(CommandGroup):
    """The root command: lists the table, and turns errors into one message and an exit code."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  handed on to the framework as they come
        super().__init__(**attributes)
        self.list_table()
        for name, (summary, panel) in GROUPS.items():
            group = CommandGroup(name=name, help=summary, rich_help_panel=panel, no_args_is_help=True)
            group.words = name
            group.list_table()
            self.add_command(group, name)

    def invoke(self, ctx: Context) -> object:
        """Run the sub-command; a `RobotCellsError` or a refusal of the machine ends in one sentence on stderr."""
        try:
            return super().invoke(ctx)
        except RobotCellsError as error:
            say(str(error))
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            raise  # the reader went away (`| head`): the framework ends quietly
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            say(f"{place}{error.strerror or error}. Check that the path exists, may be written, and has room.")
            raise typer.Exit(ExitCode.NOT_DONE) from None
        except KeyboardInterrupt:
            say("Interrupted.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
