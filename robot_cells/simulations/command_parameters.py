"""The parameters of a command, read with their types."""

from __future__ import annotations

import math
from collections.abc import Mapping

from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError


class CommandParameters:
    """A mapping as it came off the wire.

    Every method raises `CommandError` (`device.bad_parameter`) for what is wrong.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty; without a default it must be given."""
        value = self._values.get(name, default)
        if not isinstance(value, str) or (not value and default is None):
            raise CommandError(BAD_PARAMETER, f"The parameter {name} is {value!r}: a text is wanted.")
        return value

    def number(
        self, name: str, default: float | None = None, *, minimum: float = -math.inf, maximum: float = math.inf
    ) -> float:
        """A finite number within `minimum` and `maximum`; without a default it must be given."""
        return _number(name, self._values.get(name, default), minimum, maximum)

    def rows(self, name: str) -> list[Mapping[str, object]]:
        """A list of mappings; must be given."""
        value = self._values.get(name)
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, Mapping) for item in value):
            raise CommandError(BAD_PARAMETER, f"The parameter {name} is {value!r:.80}: a list of objects is wanted.")
        return list(value)


def _number(name: str, value: object, minimum: float, maximum: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CommandError(BAD_PARAMETER, f"The parameter {name} is {value!r}: a number is wanted.")
    if not minimum <= value <= maximum:
        raise CommandError(
            BAD_PARAMETER, f"The parameter {name} is {value}: it must lie between {minimum} and {maximum}."
        )
    return float(value)
