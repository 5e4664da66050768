"""The orders document as it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.quantities import Horizon, HorizonAboveZero, Name, OrderName, Priority
from robot_cells.orders.work_order import MAX_QUANTITY
from robot_cells.simulations.fault_plan import Fault


class WorkOrderModel(DocumentModel):
    """One work order."""

    id: OrderName = Field(description="name of the order; serial numbers derive from it (`WO-7` gives `WO-7-001`)")
    product: Name = Field(description="product that is wanted")
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)] = Field(description="so many pieces")
    release_s: Horizon = Field(default=0.0, description="not before this time after submission")
    due_s: Horizon | None = Field(default=None, description="wanted by this time after submission; null is no due date")
    priority: Priority = Field(default=0, description="larger goes first")
    timeout_s: HorizonAboveZero | None = Field(
        default=None, description="to be ended by this time after its release; null is no limit"
    )
    on_timeout: Literal["alarm", "cancel"] = Field(
        default="alarm", description="what follows when it has not ended by then"
    )


class OrdersModel(DocumentModel):
    """An orders document: work orders, and for simulated equipment the faults that shall happen."""

    orders: list[WorkOrderModel] = Field(min_length=1, description="the work orders")
    faults: list[Fault] = Field(
        default_factory=list, description="faults of the simulated equipment; real equipment has its own"
    )
