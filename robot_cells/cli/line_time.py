"""Line time as people read it."""

from __future__ import annotations


def time_text(seconds: float | None) -> str:
    """Line time as `h:mm:ss`, rounded to a second; a dash where it is not known."""
    if seconds is None:
        return "-"
    sign = "-" if seconds < -0.5 else ""
    whole = round(abs(seconds))
    return f"{sign}{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
