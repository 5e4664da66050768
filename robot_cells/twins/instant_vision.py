"""The vision node without middleware: judges in the very moment of the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.errors import InspectionError
from robot_cells.ids import ProductId
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.verdict import Verdict


class InstantVision:
    """A device client for `inspect`: the same inspection as over ROS, which answers a little later."""

    def __init__(self, library: InspectorLibrary) -> None:
        self._library = library
        self._statuses: dict[str, CommandStatus] = {}

    def start(self, command_id: str, command: str, parameters: Mapping[str, Any]) -> None:
        """Judge the picture in `image`, (height, width, 3) uint8, channels blue, green, red."""
        try:
            inspector = self._library.inspector(ProductId(str(parameters["product"])), str(parameters.get("model", "")))
        except InspectionError as error:
            # As over ROS: without a model nothing is judged, and that is no pass.
            answer = {"verdict": Verdict.UNDECIDED.value, "defects": [], "message": str(error)}
            self._statuses[command_id] = CommandStatus(CommandState.SUCCEEDED, result=answer)
            return
        found = inspector.inspect(parameters["image"], str(parameters["serial"]))
        defects = [
            {
                "code": item.code,
                "subject": item.subject,
                "score": item.score,
                "offset_x_m": item.offset_x_m,
                "offset_y_m": item.offset_y_m,
                "rotation_rad": item.rotation_rad,
            }
            for item in found.defects
        ]
        result = {"verdict": found.verdict.value, "defects": defects, "message": found.message, "model": found.model}
        self._statuses[command_id] = CommandStatus(CommandState.SUCCEEDED, result=result)

    def status(self, command_id: str) -> CommandStatus:
        """The verdict; raises `KeyError` for an unknown id."""
        return self._statuses[command_id]

    def cancel(self, command_id: str) -> None:
        """Nothing runs that could be stopped."""
