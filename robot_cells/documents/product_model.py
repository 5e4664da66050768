"""The product document as it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.layout_model import LayoutModel
from robot_cells.documents.quantities import Duration, DurationOrZero, Name
from robot_cells.orders.timeouts import SILENT_S


class FailureRuleModel(DocumentModel):
    """What follows when the operation fails; the first rule that fits and is not used up is taken."""

    codes: list[str] = Field(
        default_factory=list, description="error codes that it is for, with shell-style patterns; empty is any"
    )
    consequence: Literal["retry", "rework", "scrap", "ask"] = Field(description="what is done")
    limit: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=1, description="so often per job (retry: per task) the rule may be used"
    )
    backoff_s: DurationOrZero = Field(default=0.0, description="wait before a retry, doubled each time")
    backoff_limit_s: Duration | None = Field(
        default=None, description="the doubling of the wait ends here; null is no limit"
    )
    route: Name | None = Field(default=None, description="rework route, with `consequence: rework`")
    escalate_s: DurationOrZero = Field(
        default=0.0, description="with `consequence: ask`: so long unanswered, an alarm calls; 0 is as the line says"
    )
    timeout_s: DurationOrZero = Field(
        default=0.0, description="with `consequence: ask`: so long unanswered, `default` is taken; 0 waits"
    )
    default: str = Field(default="", description="what is taken then: `retry`, `scrap`, `rework:ROUTE`")
    review: bool = Field(
        default=False, description="with `consequence: ask`: a named person may decide the verdict (`good`)"
    )


class TimeoutsModel(DocumentModel):
    """How long a step may wait, run, and be silent, in line time."""

    queued_s: Duration | None = Field(
        default=None, description="it could be done and waits for a cell: code `timeout.queued`; null is no limit"
    )
    running_s: Duration | None = Field(
        default=None, description="an attempt runs: it is cancelled, code `timeout.running`; null is no limit"
    )
    silent_s: Duration = Field(
        default=SILENT_S, description="the cell that has it in work is lost: then code `cell.silent`"
    )


class OperationModel(DocumentModel):
    """A step of the recipe, or of a rework route."""

    id: Name = Field(description="name of the step")
    capability: Name = Field(description="what a cell must be able to do")
    parameters: dict[str, JsonValue] = Field(
        default_factory=dict, description="values for the process, SI units; they win over the cell's own"
    )
    after: list[Name] = Field(default_factory=list, description="steps that must be done before; empty begins at once")
    on_failure: list[FailureRuleModel] = Field(
        default_factory=list, description="what follows a failure, in order; with no rule left the product is scrapped"
    )
    durations_s: dict[Name, Duration] = Field(
        default_factory=dict,
        description="by cell: restricts the step to these cells, with a duration on each; empty is any able cell",
    )
    timeouts: TimeoutsModel = Field(default_factory=TimeoutsModel, description="limits in time")
    cancel: Literal["finish_step", "park", "stop_now"] = Field(
        default="finish_step", description="how an attempt is ended before its time, where nobody says otherwise"
    )
    attestable: bool = Field(
        default=True, description="whether after an interruption a person may say that it is done (`done`)"
    )


class ReworkRouteModel(DocumentModel):
    """Steps done one after another to put a product right."""

    operations: list[OperationModel] = Field(min_length=1, max_length=100, description="the steps, in order")
    resume_at: Name = Field(description="step of the recipe at which it goes on; it and all after it are done again")


class ProductModel(DocumentModel):
    """A product document: what can be ordered, and how it is made."""

    product: Name = Field(description="name of the product")
    description: str = Field(default="", description="one sentence for people")
    layout: LayoutModel | None = Field(default=None, description="what it looks like from above")
    operations: list[OperationModel] = Field(min_length=1, max_length=1000, description="the recipe")
    rework_routes: dict[Name, ReworkRouteModel] = Field(default_factory=dict, description="rework routes by name")
