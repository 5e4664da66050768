"""Two bodies that touch, or come too near."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """`first` and `second` are `<placed>/<body>`; what moves is the first. Less than zero: so deep in each other."""

    first: str
    second: str
    distance_m: float

    def __str__(self) -> str:
        far = f"{1000.0 * self.distance_m:.1f} mm apart" if self.distance_m > 0.0 else "touching"
        return f"{self.first} and {self.second} ({far})"


@dataclass(frozen=True, slots=True)
class MayTouch:
    """Two that may touch each other: names of things (`assembly_1/tray`) or of their bodies (`assembly_1/arm/hand`)."""

    first: str
    second: str

    def covers(self, one: str, other: str) -> bool:
        """Whether these two bodies are meant, in either order."""
        return (_within(one, self.first) and _within(other, self.second)) or (
            _within(one, self.second) and _within(other, self.first)
        )


def _within(body: str, name: str) -> bool:
    return body == name or body.startswith(name + "/")
