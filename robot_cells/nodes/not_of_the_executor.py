"""Entities of a node that its executor leaves to somebody else."""

from __future__ import annotations

from rclpy.callback_groups import CallbackGroup


class _NotOfTheExecutor(CallbackGroup):
    """Entities that belong to the node but are not served by its executor."""

    def can_execute(self, entity: object) -> bool:
        """Never: the loop serves them."""
        return False

    def beginning_execution(self, entity: object) -> bool:
        """Never, see `can_execute`."""
        return False

    def ending_execution(self, entity: object) -> None:
        """Nothing to do: nothing began."""


NOT_OF_THE_EXECUTOR = _NotOfTheExecutor()
"""The callback group of everything that a loop serves."""
