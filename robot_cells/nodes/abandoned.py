"""What of ROS is left as it is because it stands still: taking it away would wait for what never comes."""

from __future__ import annotations

_ABANDONED: list[object] = []


def abandon(what: object) -> None:
    """Keep it as it is to the end of the process, which then must end without destroying anything (`os._exit`)."""
    _ABANDONED.append(what)


def is_anything_abandoned() -> bool:
    """Whether the interpreter would hang in its own end."""
    return bool(_ABANDONED)
