"""Sub-commands that say something to a running line, or ask it something."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from inspect import Parameter
from typing import Any, Concatenate, ParamSpec

from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    TimeoutOption,
)
from robot_cells.nodes.line_client import LineClient

P = ParamSpec("P")

_WHICH_LINE = tuple(
    Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, default, annotation in (
        ("domain", DEFAULT_DOMAIN, DomainOption),
        ("namespace", DEFAULT_NAMESPACE, NamespaceOption),
        ("timeout", DEFAULT_TIMEOUT_S, TimeoutOption),
    )
)


def line_command(command: Callable[Concatenate[LineClient, P], None]) -> Callable[..., None]:
    """The function as the framework wants it: with the options that say which line is meant, for its first parameter.

    The client is there for as long as the function runs.
    """

    def run(*arguments: Any, domain: int, namespace: str, timeout: float, **options: Any) -> None:  # noqa: ANN401
        """Asks the line, and lets go of it whatever comes of that."""
        with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
            command(line, *arguments, **options)

    signature = inspect.signature(command, eval_str=True)
    _, *own = signature.parameters.values()
    parameters = (*own, *_WHICH_LINE)
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {item.name: item.annotation for item in parameters}
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run
