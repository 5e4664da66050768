"""How the command line names the ways in which running attempts are ended before their time."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from robot_cells.orders.cancel_policy import CancelPolicy


class PolicyChoice(Enum):
    """The policies of `CancelPolicy`, and the one that names none."""

    OWN = "own"
    """Each attempt as its operation says in the recipe."""
    FINISH_STEP = "finish_step"
    """After the step that is running."""
    PARK = "park"
    """After the step that is running; then the devices go to their parking places."""
    STOP_NOW = "stop_now"
    """At once, where the devices stand."""

    @property
    def policy(self) -> CancelPolicy | None:
        """As the rest of the program has it; None for `OWN`."""
        return None if self is PolicyChoice.OWN else CancelPolicy[self.name]


PolicyOption = Annotated[
    PolicyChoice,
    typer.Option("--policy", help="How running attempts end: each as its operation says in the recipe, or all alike."),
]
