"""`robot-cells submit`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    TimeoutOption,
)
from robot_cells.documents.order_book import read_order_book
from robot_cells.ids import OrderId, ProductId
from robot_cells.nodes.line_client import LineClient
from robot_cells.orders.work_order import MAX_HORIZON_S, MAX_PRIORITY, MAX_QUANTITY, OnTimeout, WorkOrder


def submit(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="Orders document (robot-cells schema orders).")
    ] = None,
    *,
    product: Annotated[str | None, typer.Option("--product", help="Product of a single order.")] = None,
    quantity: Annotated[int, typer.Option("--quantity", min=1, max=MAX_QUANTITY, help="Pieces of a single order.")] = 1,
    order: Annotated[
        str | None, typer.Option("--id", help="Id of a single order; by default made from the time of day.")
    ] = None,
    due: Annotated[
        float | None,
        typer.Option("--due", min=0, max=MAX_HORIZON_S, help="Wanted within so many seconds of line time from now."),
    ] = None,
    release: Annotated[
        float, typer.Option("--release", min=0, max=MAX_HORIZON_S, help="Not before so many seconds from now.")
    ] = 0.0,
    priority: Annotated[
        int, typer.Option("--priority", min=-MAX_PRIORITY, max=MAX_PRIORITY, help="Larger goes first.")
    ] = 0,
    ends_within: Annotated[
        float | None,
        typer.Option(
            "--order-timeout", min=0.001, max=MAX_HORIZON_S, help="Has to have ended so many seconds after its release."
        ),
    ] = None,
    on_timeout: Annotated[
        OnTimeout, typer.Option("--on-timeout", help="What follows when it has not.")
    ] = OnTimeout.ALARM,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Hand in work orders, from a file or one from options.

    An order that the line has already, with the same content, is accepted again without effect.
    """
    if (file is None) == (product is None):
        raise typer.BadParameter("Give either an orders document or --product.", param_hint="FILE")
    if on_timeout is not OnTimeout.ALARM and ends_within is None:
        raise typer.BadParameter("Say within which time, with --order-timeout.", param_hint="--on-timeout")
    if file is not None:
        wanted: Sequence[WorkOrder] = read_order_book(file).orders
    else:
        identity = OrderId(order or datetime.now().astimezone().strftime("WO-%Y%m%d-%H%M%S"))
        wanted = (
            WorkOrder(identity, ProductId(product or ""), quantity, release, due, priority, ends_within, on_timeout),
        )
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        for item in wanted:
            line.submit(item)
            typer.echo(f"Accepted {item.id}: {item.quantity} of {item.product}.")
