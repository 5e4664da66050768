"""The twin document as it is written: how the cells of a line behave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.quantities import Duration, DurationOrZero, Name
from robot_cells.documents.suggestion import one_of
from robot_cells.ids import ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product

Share = Annotated[float, Field(ge=0, le=1)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]


class DurationModel(DocumentModel):
    """How long an operation takes on average, change-overs not counted."""

    operation: Name = Field(description="operation of a recipe or of a rework route")
    product: Name | None = Field(default=None, description="on this product only")
    cell: Name | None = Field(default=None, description="on this cell only")
    duration_s: Duration = Field(description="mean duration")


class FailureModel(DocumentModel):
    """How often an operation fails."""

    operation: Name = Field(description="operation of a recipe or of a rework route")
    code: Code = Field(description="failure code, which the failure rules of the recipe match")
    probability: Share = Field(description="share of the attempts that fail with it")
    product: Name | None = Field(default=None, description="on this product only")
    cell: Name | None = Field(default=None, description="on this cell only")
    subject: str = Field(default="", description="part that the defect is about, such as a screw")
    share: Share = Field(default=1.0, description="share of the duration that has passed when it fails")


class InspectionModel(DocumentModel):
    """How often an inspection is wrong."""

    operation: Name = Field(description="operation of a recipe or of a rework route")
    escape: Share = Field(default=0.0, description="share of the bad products that pass")
    false_call: Share = Field(default=0.0, description="share of the good products that fail")
    undecided: Share = Field(default=0.0, description="share of all that cannot be judged")
    product: Name | None = Field(default=None, description="on this product only")
    cell: Name | None = Field(default=None, description="on this cell only")
    code: Code = Field(default="inspect.missing_screw", description="the defect that a false call names")
    subject: str = Field(default="", description="the part that a false call names, such as a screw")


class BreakdownModel(DocumentModel):
    """A cell or vehicle that stands still now and then."""

    cell: Name = Field(description="cell or vehicle")
    mtbf_s: Duration = Field(description="mean time from a repair to the next breakdown")
    mttr_s: Duration = Field(description="mean time to repair")


class OperatorModel(DocumentModel):
    """Who answers the questions."""

    answers_after_s: DurationOrZero = Field(default=120.0, description="how long a question waits for its answer")
    most_retries: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=2, description="a piece that is asked about more often is scrapped"
    )


class TwinModelDocument(DocumentModel):
    """A twin document: how the cells of a line behave, for `robot-cells twin`."""

    twin: Name = Field(description="name of the line")
    spread: Share = Field(default=0.01, description="greatest deviation of a duration, as a share of its mean")
    reaction_s: DurationOrZero = Field(default=0.0, description="time from a dispatch to the beginning of the work")
    trip_delay_s: DurationOrZero = Field(default=0.0, description="what a trip takes beyond driving and transfers")
    durations: list[DurationModel] = Field(default_factory=list, description="what has been measured")
    failures: list[FailureModel] = Field(default_factory=list, description="what fails how often")
    inspections: list[InspectionModel] = Field(default_factory=list, description="how often inspections are wrong")
    breakdowns: list[BreakdownModel] = Field(default_factory=list, description="what breaks down how often")
    operator: OperatorModel = Field(default_factory=OperatorModel, description="who answers the questions")


def check_twin_names(
    document: Document, model: TwinModelDocument, line: Line, products: Mapping[ProductId, Product]
) -> Iterator[Problem]:
    """Names that the line and its products do not have."""
    if model.twin != line.id:
        yield document.problem(("twin",), f"the line is {line.id}", f"write {line.id}, or name another line document")
    recipes = [product.recipe for product in products.values()]
    operations = {item.id for recipe in recipes for item in recipe.operations}
    operations |= {
        item.id for recipe in recipes for route in recipe.rework_routes.values() for item in route.operations
    }
    cells = {cell.id for cell in line.cells}
    known: dict[str, Collection[str]] = {"operation": operations, "product": products, "cell": cells}
    for key in ("durations", "failures", "inspections"):
        for index, item in enumerate(getattr(model, key)):
            for name, names in known.items():
                yield from _unknown(document, (key, index, name), getattr(item, name), names)
    for index, rate in enumerate(model.inspections):
        if max(rate.escape, rate.false_call) + rate.undecided > 1.0:
            what = "the share that is wrong and the one that is undecided are more than all together"
            yield document.problem(("inspections", index, "undecided"), what, "let them add up to 1 at most")
    movers = cells | {vehicle.id for vehicle in line.vehicles}
    for index, breakdown in enumerate(model.breakdowns):
        yield from _unknown(document, ("breakdowns", index, "cell"), breakdown.cell, movers)


def _unknown(document: Document, path: KeyPath, word: str | None, known: Collection[str]) -> Iterator[Problem]:
    if word is not None and word not in known:
        yield document.problem(path, f"there is no {path[-1]} {word}", one_of(word, known))
