"""From a product document that is right to the `Product` that everything else uses."""

from __future__ import annotations

import math

from robot_cells.documents.layout_model import LayoutModel, ModuleModel
from robot_cells.documents.product_model import (
    FailureRuleModel,
    OperationModel,
    ProductModel,
    ReworkRouteModel,
    TimeoutsModel,
)
from robot_cells.ids import CellId, OperationId, ProductId
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.layout import Cable, CodeMark, Coupling, Layout, Module, ModuleSocket, PlaceTolerance, Screw
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe, ReworkRoute
from robot_cells.orders.timeouts import Timeouts


def build_product(model: ProductModel) -> Product:
    """The product that a document describes."""
    recipe = Recipe(
        operations=tuple(_operation(item) for item in model.operations),
        rework_routes={name: _route(name, item) for name, item in model.rework_routes.items()},
    )
    layout = None if model.layout is None else build_layout(model.layout)
    return Product(ProductId(model.product), recipe, layout, model.description)


def build_layout(model: LayoutModel) -> Layout:
    """The layout that a document describes."""
    return Layout(
        width_m=model.width_m,
        depth_m=model.depth_m,
        code=CodeMark(**model.code.model_dump()),
        modules=tuple(_module(item) for item in model.modules),
        screws=tuple(Screw(**item.model_dump()) for item in model.screws),
        couplings=tuple(Coupling(**item.model_dump()) for item in model.couplings),
        cables=tuple(Cable(**item.model_dump()) for item in model.cables),
        tolerance=PlaceTolerance(**model.tolerance.model_dump()),
    )


def _module(model: ModuleModel) -> Module:
    tolerance = PlaceTolerance(**model.tolerance.model_dump())
    socket = ModuleSocket(**model.socket.model_dump()) if model.socket is not None else None
    return Module(**model.model_dump(exclude={"tolerance", "socket"}), tolerance=tolerance, socket=socket)


def _operation(model: OperationModel) -> Operation:
    return Operation(
        id=OperationId(model.id),
        capability=model.capability,
        parameters=dict(model.parameters),
        after=tuple(OperationId(item) for item in model.after),
        on_failure=tuple(_rule(item) for item in model.on_failure),
        durations_s={CellId(cell): duration_s for cell, duration_s in model.durations_s.items()},
        timeouts=_timeouts(model.timeouts),
        cancel=CancelPolicy[model.cancel.upper()],
        attestable=model.attestable,
    )


def _timeouts(model: TimeoutsModel) -> Timeouts:
    return Timeouts(_or_never(model.queued_s), _or_never(model.running_s), model.silent_s)


def _or_never(limit_s: float | None) -> float:
    return math.inf if limit_s is None else limit_s


def _rule(model: FailureRuleModel) -> FailureRule:
    return FailureRule(
        consequence=Consequence(model.consequence),
        codes=tuple(model.codes),
        limit=model.limit,
        backoff_s=model.backoff_s,
        backoff_limit_s=_or_never(model.backoff_limit_s),
        route=model.route or "",
        escalate_s=model.escalate_s,
        timeout_s=model.timeout_s,
        default=model.default,
        review=model.review,
    )


def _route(name: str, model: ReworkRouteModel) -> ReworkRoute:
    return ReworkRoute(name, tuple(_operation(item) for item in model.operations), OperationId(model.resume_at))
