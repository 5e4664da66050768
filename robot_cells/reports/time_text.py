"""Times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_text(seconds: float | None) -> str:
    """Line time as `h:mm:ss`, rounded to a second; a dash where it is not known."""
    if seconds is None:
        return "-"
    sign = "-" if seconds < -0.5 else ""
    whole = round(abs(seconds))
    return f"{sign}{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def utc_text(unix_ns: int) -> str:
    """Unix time in nanoseconds as UTC, to the millisecond below (ISO 8601): `2026-03-01T07:30:00.125Z`."""
    moment = _EPOCH + timedelta(milliseconds=unix_ns // 1_000_000)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
