"""The services `list_models` and `load_model`, and which version of a model a request means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.errors import InspectionError
from robot_cells.inspections.card_document import CARD_FILE, read_card
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_library import find_model, find_models
from robot_cells.inspections.workers.question import Loaded
from robot_cells.inspections.workers.seat import Key
from robot_cells.inspections.workers.settings import PRESENCE, PRODUCT_SAMPLE
from robot_cells.inspections.workers.worker_pool import WorkerPool
from robot_cells_msgs.srv import ListModels, LoadModel


class ModelServices:
    """A name alone means the version that was loaded last, or the newest there was when it was first asked for.

    So a folder that is put beside changes nothing until somebody says so: `load_model`. `in_loop` has work done in the
    message loop of the requests, which alone asks for keys and knows what is current; `in_executor` by the thread of
    the executor, which serves the services.
    """

    def __init__(
        self,
        node: Node,
        pool: WorkerPool,
        directory: Path | None,
        in_loop: Callable[[Callable[[], None]], None],
        in_executor: Callable[[Callable[[], None]], None],
    ) -> None:
        self._node = node
        self._pool = pool
        self._directory = directory
        self._in_loop = in_loop
        self._in_executor = in_executor
        self._current: dict[str, str] = {}
        self._has_own_presence: bool | None = None
        # A group of their own: a load that is waited for would hold up everything else of its group.
        group = MutuallyExclusiveCallbackGroup()
        self._services = (
            node.create_service(ListModels, "list_models", self._list, callback_group=group),
            node.create_service(LoadModel, "load_model", self._load, callback_group=group),
        )

    def key(self, product: str, model: str) -> Key:
        """What a worker has to load for a request; raises `InspectionError` where there is no such model."""
        if model in ("", PRODUCT_SAMPLE) or self._is_of_product(product, model) or self._is_rendered(model):
            return product, "" if model == PRODUCT_SAMPLE else model
        name, _, version = model.partition("@")
        if not version and name in self._current:
            return "", self._current[name]
        label = self._card(model).label
        if not version:
            self._current[name] = label
            self.preload(label)
        return "", label

    def preload(self, model: str) -> None:
        """Have every worker load it, and make it the current version of its name; a fault goes to the log."""
        try:
            label = self._card(model).label
        except InspectionError as error:
            self._node.get_logger().error(str(error))
            return
        self._begin(label, lambda loaded: self._node.get_logger().error(loaded.fault) if loaded.fault else None)

    def close(self) -> None:
        """Take the services away."""
        for service in self._services:
            self._node.destroy_service(service)

    def _is_of_product(self, product: str, model: str) -> bool:
        """Whether it is a folder of pictures of this product; a name that climbs out of the folder is none."""
        names = (product, model)
        if self._directory is None or not all(names) or any(Path(name).name != name for name in names):
            return False
        return (self._directory / product / model).is_dir()

    def _is_rendered(self, model: str) -> bool:
        """Whether it is the presence model that every product has; one of the directory goes before it."""
        if model != PRESENCE or PRESENCE in self._current:
            return False
        if self._has_own_presence is None:
            found = () if self._directory is None else find_models(self._directory)
            names = {item.folder.name.partition("@")[0] if item.card is None else item.card.name for item in found}
            self._has_own_presence = PRESENCE in names
        return not self._has_own_presence

    def _card(self, model: str) -> ModelCard:
        if self._directory is None:
            raise InspectionError(
                f"There is no model {model!r}.",
                remedy=f"Leave the model empty for {PRODUCT_SAMPLE!r}, take {PRESENCE!r}, or set models_directory.",
            )
        return read_card(find_model(model, self._directory) / CARD_FILE)

    def _begin(self, label: str, told: Callable[[Loaded], None]) -> None:
        def loaded(answer: Loaded) -> None:
            """In the loop's thread."""
            self._in_loop(lambda: self._loaded(answer, told))

        self._pool.load(("", label), loaded)

    def _loaded(self, answer: Loaded, told: Callable[[Loaded], None]) -> None:
        if not answer.fault:
            name = answer.label.partition("@")[0]
            before = self._current.get(name)
            self._current[name] = answer.label
            if before not in (None, answer.label):
                self._pool.retire(("", str(before)))
        told(answer)

    async def _load(self, request: LoadModel.Request, response: LoadModel.Response) -> LoadModel.Response:
        try:
            label = self._card(request.model).label
        except InspectionError as error:
            response.message = str(error)
            return response
        future = Future()
        self._begin(label, lambda answer: self._in_executor(lambda: future.set_result(answer)))
        loaded: Loaded = await future
        response.success, response.label, response.message = not loaded.fault, loaded.label, loaded.fault
        return response

    def _list(self, request: ListModels.Request, response: ListModels.Response) -> ListModels.Response:
        loaded = self._pool.labels
        try:
            found = () if self._directory is None else find_models(self._directory)
        except InspectionError as error:
            self._node.get_logger().error(str(error))
            found = ()
        rows = [
            (item.folder.name, "", item.folder.name in loaded, item.fault)
            if item.card is None
            else (item.card.label, item.card.kind, item.card.label in loaded, item.fault)
            for item in found
        ]
        own = {label for label, *_ in rows}
        names = {label: label.partition("@")[0] for label in loaded if label not in own}
        rows[:0] = [(label, name, True, "") for label, name in names.items() if name in (PRODUCT_SAMPLE, PRESENCE)]
        for name, kind, is_loaded, fault in rows:
            response.names.append(name)
            response.kinds.append(kind)
            response.loaded.append(is_loaded)
            response.faults.append(fault)
        return response
