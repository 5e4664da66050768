"""Why a simulated device did not do what it was told."""

from __future__ import annotations

from robot_cells.errors import DeviceError


class CommandError(DeviceError):
    """Ends a command as failed; `error_code` is one of docs/devices.md."""

    def __init__(self, error_code: str, what: str) -> None:
        self.error_code = error_code
        super().__init__(what)


BAD_PARAMETER = "device.bad_parameter"
"""A parameter is missing, or of the wrong type, or out of its range."""
UNKNOWN_COMMAND = "device.unknown_command"
"""Devices of this kind have no such command."""
