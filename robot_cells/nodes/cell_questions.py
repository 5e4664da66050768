"""Asks cells what they have of a journal (service `<cell>/reconcile`)."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.client import Client
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.ids import CellId, JournalId
from robot_cells_msgs.srv import ReconcileCell


class CellQuestions:
    """`on_answer` is called in the executor's thread with the cell and its answer.

    Asked by one thread. The clients are made when they are needed and kept: most cells are never asked.
    """

    def __init__(
        self,
        node: Node,
        journal: JournalId,
        epoch: int,
        on_answer: Callable[[CellId, ReconcileCell.Response], None],
    ) -> None:
        self._node = node
        self._request = ReconcileCell.Request(journal_id=journal, epoch=epoch)
        self._on_answer = on_answer
        self._clients: dict[CellId, Client] = {}

    def open(self, cell: CellId) -> Client:
        """The client of this cell; it is made when it is asked for first, and looks for the cell's service then."""
        client = self._clients.get(cell)
        if client is None:
            client = self._clients[cell] = self._node.create_client(ReconcileCell, f"{cell}/reconcile")
        return client

    def ask(self, cell: CellId) -> bool:
        """Send the question; False while nobody is there to hear it (a cell without a node of its own never is)."""
        client = self.open(cell)
        if not client.service_is_ready():
            return False
        client.call_async(self._request).add_done_callback(lambda future: self._answered(cell, future))
        return True

    def close(self) -> None:
        """Take the clients away."""
        for client in self._clients.values():
            self._node.destroy_client(client)
        self._clients.clear()

    def _answered(self, cell: CellId, future: Future) -> None:
        answer = future.result()
        if answer is not None:
            self._on_answer(cell, answer)
