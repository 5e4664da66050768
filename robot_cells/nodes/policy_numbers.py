"""Cancel policies as the services of the line number them: those of `CancelPolicy`, and `OWN`."""

from __future__ import annotations

from robot_cells.errors import OrderError
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells_msgs.srv import CommandLine

OWN = int(CommandLine.Request.OWN)
"""Each attempt ends as its operation says in the recipe; to the decision core that is no policy (None)."""


def policy_of(number: int, where: str) -> CancelPolicy | None:
    """The policy that a request names, None for `OWN`; raises `OrderError` for a number that means nothing."""
    if number == OWN:
        return None
    try:
        return CancelPolicy(number)
    except ValueError:
        known = ", ".join(f"{int(item)} ({item.name})" for item in CancelPolicy)
        raise OrderError(
            f"There is no cancel policy {number}.", where=where, remedy=f"There is {known}, {OWN} (OWN)."
        ) from None


def number_of(policy: CancelPolicy | None) -> int:
    """The other way round."""
    return OWN if policy is None else int(policy)
