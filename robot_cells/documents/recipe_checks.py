"""Rules on a recipe by itself: its graph, its rework routes, and what follows failures."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.parameter_checks import check_parameters
from robot_cells.documents.problem import Problem
from robot_cells.documents.product_model import FailureRuleModel, OperationModel, ProductModel
from robot_cells.documents.suggestion import one_of
from robot_cells.lines.line import TRANSPORT


def operations_of(product: ProductModel) -> list[tuple[KeyPath, OperationModel]]:
    """All operations, those of rework routes too, each with its key path."""
    found: list[tuple[KeyPath, OperationModel]] = [
        (("operations", index), item) for index, item in enumerate(product.operations)
    ]
    for name, route in product.rework_routes.items():
        found += [(("rework_routes", name, "operations", index), item) for index, item in enumerate(route.operations)]
    return found


def check_recipe(document: Document, product: ProductModel) -> list[Problem]:
    """Everything that is wrong with a recipe, without the line that it is made on."""
    operations = operations_of(product)
    found = duplicates(document, [((*path, "id"), item.id) for path, item in operations], "operation")
    for path, operation in operations:
        found += _check_operation(document, path, operation)
        found += _check_rules(document, path, operation, product)
    found += _check_after(document, product)
    if len({operation.id for operation in product.operations}) == len(product.operations):
        cycles = list(_check_cycles(document, product))
        found += cycles or _check_resumption(document, product)
    found += _check_routes(document, product)
    return found


def _check_operation(document: Document, path: KeyPath, operation: OperationModel) -> Iterator[Problem]:
    if TRANSPORT in (operation.id, operation.capability):
        key = "id" if operation.id == TRANSPORT else "capability"
        yield document.problem(
            (*path, key), "the line transports by itself, where the next cell is another one", "remove the operation"
        )
    yield from check_parameters(document, (*path, "parameters"), operation.parameters)


def _check_rules(
    document: Document, path: KeyPath, operation: OperationModel, product: ProductModel
) -> Iterator[Problem]:
    final = False
    for index, rule in enumerate(operation.on_failure):
        place = (*path, "on_failure", index)
        if final:
            yield document.problem(place, "no failure gets here: the rule before takes all", "put it before that rule")
        if rule.consequence == "rework":
            if rule.route is None:
                known = one_of("", product.rework_routes)
                yield document.problem((*place, "route"), "missing", f"name the rework route to take: {known}")
            elif rule.route not in product.rework_routes:
                yield document.problem(
                    (*place, "route"),
                    f"there is no rework route {rule.route}",
                    one_of(rule.route, product.rework_routes),
                )
        elif rule.route is not None:
            yield document.problem(
                (*place, "route"), f"{rule.consequence} takes no route", "remove it, or write consequence: rework"
            )
        if rule.backoff_s and rule.consequence != "retry":
            yield document.problem(
                (*place, "backoff_s"), "only a retry waits", "remove it, or write consequence: retry"
            )
        yield from _check_backoff_limit(document, place, rule)
        yield from _check_question(document, place, rule, product)
        final = final or (rule.consequence == "scrap" and rule.codes in ([], ["*"]))


def _check_question(
    document: Document, place: KeyPath, rule: FailureRuleModel, product: ProductModel
) -> Iterator[Problem]:
    """What is said about a question is said where one is asked, and its default is one of its choices."""
    for key in ("escalate_s", "timeout_s", "default", "review"):
        if key in rule.model_fields_set and rule.consequence != "ask":
            yield document.problem((*place, key), "only a question has it", "remove it, or write consequence: ask")
    if rule.consequence != "ask":
        return
    if bool(rule.timeout_s) != bool(rule.default):
        key = "timeout_s" if rule.timeout_s else "default"
        yield document.problem((*place, key), "a time-out and a default go together", "write both, or none")
    known = ("retry", "scrap", *(f"rework:{route}" for route in product.rework_routes))
    if rule.default and rule.default not in known:
        what = f"{rule.default} is no choice"
        if rule.default in ("done", "good"):
            what += f" of time: that something is {rule.default} is said by somebody, by name"
        yield document.problem((*place, "default"), what, one_of(rule.default, known))


def _check_backoff_limit(document: Document, place: KeyPath, rule: FailureRuleModel) -> Iterator[Problem]:
    if rule.backoff_limit_s is None:
        return
    path = (*place, "backoff_limit_s")
    if not rule.backoff_s:
        yield document.problem(path, "nothing is waited that it could limit", "remove it, or write backoff_s")
    elif rule.backoff_limit_s < rule.backoff_s:
        what = f"the first wait of {rule.backoff_s:g} s is longer than this"
        yield document.problem(path, what, "let it be backoff_s or more")


def _check_resumption(document: Document, product: ProductModel) -> Iterator[Problem]:
    """Rework routes that lead past the operation that failed: it would be done again all the same."""
    before = {item.id: _predecessors(product, item.id) for item in product.operations}
    for index, operation in enumerate(product.operations):
        for place, rule in enumerate(operation.on_failure):
            route = product.rework_routes.get(rule.route or "")
            if route is not None and route.resume_at in before and route.resume_at not in before[operation.id]:
                yield document.problem(
                    ("operations", index, "on_failure", place, "route"),
                    f"{rule.route} goes on at {route.resume_at}, but {operation.id}, which failed, is still to be done",
                    f"let the route resume at {operation.id} or before it",
                )


def _predecessors(product: ProductModel, name: str) -> set[str]:
    """The operation itself and all that come before it, directly or not."""
    after = {item.id: item.after for item in product.operations}
    found: set[str] = set()
    frontier = [name]
    while frontier:
        item = frontier.pop()
        if item in after and item not in found:
            found.add(item)
            frontier += after[item]
    return found


def _check_after(document: Document, product: ProductModel) -> Iterator[Problem]:
    known = {item.id for item in product.operations}
    for index, operation in enumerate(product.operations):
        for place, name in enumerate(operation.after):
            if name not in known:
                yield document.problem(
                    ("operations", index, "after", place),
                    f"there is no operation {name} in this recipe",
                    one_of(name, known),
                )
        names: list[tuple[KeyPath, str]] = [
            (("operations", index, "after", place), name) for place, name in enumerate(operation.after)
        ]
        yield from duplicates(document, names, "predecessor")
    for path, operation in operations_of(product):
        if path[0] == "rework_routes" and operation.after:
            yield document.problem(
                (*path, "after"), "the steps of a rework route follow one another as they stand", "remove it"
            )


def _check_cycles(document: Document, product: ProductModel) -> Iterator[Problem]:
    after = {item.id: list(item.after) for item in product.operations}
    index_of = {item.id: index for index, item in enumerate(product.operations)}
    cycle = find_cycle(after)
    if cycle is None:
        return
    # The first of the cycle that the reader meets names it.
    yield document.problem(
        ("operations", min(index_of[name] for name in cycle), "after"),
        "the recipe runs in a circle: " + " after ".join([*cycle, cycle[0]]),
        "take one of these out of `after`",
    )
    done = _reachable(after)
    stuck = [name for name in after if name not in done and name not in cycle]
    for name in stuck:
        yield document.problem(
            ("operations", index_of[name]), f"{name} is never reached: it comes after the circle", "break the circle"
        )


def find_cycle(after: dict[str, list[str]]) -> list[str] | None:
    """A circle of names each of which comes after the next, or None. Names that are no key are passed over."""
    remaining = {name: [item for item in before if item in after] for name, before in after.items()}
    done = _reachable(after)
    start = next((name for name in remaining if name not in done), None)
    if start is None:
        return None
    # Each name that is left has a predecessor that is left: following these must come back.
    walk = [start]
    while True:
        following = next(item for item in remaining[walk[-1]] if item not in done)
        if following in walk:
            return walk[walk.index(following) :]
        walk.append(following)


def _reachable(after: dict[str, list[str]]) -> set[str]:
    done: set[str] = set()
    while True:
        ready = {
            name
            for name, before in after.items()
            if name not in done and all(item in done or item not in after for item in before)
        }
        if not ready:
            return done
        done |= ready


def _check_routes(document: Document, product: ProductModel) -> Iterator[Problem]:
    known = {item.id for item in product.operations}
    used = {rule.route for _, item in operations_of(product) for rule in item.on_failure}
    for name, route in product.rework_routes.items():
        if route.resume_at not in known:
            yield document.problem(
                ("rework_routes", name, "resume_at"),
                f"there is no operation {route.resume_at} in this recipe",
                one_of(route.resume_at, known),
            )
        if name not in used:
            yield document.problem(
                ("rework_routes", name), "no failure rule leads here", "name it as the route of a rule, or remove it"
            )
