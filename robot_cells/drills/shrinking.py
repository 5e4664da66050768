"""Makes a failing plan small: what is left out while the same invariant breaks was not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from robot_cells.drills.drill import DrillResult, run_drill
from robot_cells.drills.drill_plan import DrillPlan, Sizes
from robot_cells.drills.fault import Fault

Run = Callable[[DrillPlan], DrillResult]
MOST_RUNS = 200
"""So many smaller plans are tried at most."""


def shrink(result: DrillResult, run: Run = run_drill) -> DrillResult:
    """The smallest plan found that breaks the same invariant first; the result itself where it broke none."""
    if not result.violations:
        return result
    wanted = result.violations[0].invariant
    best, tried = result, 0
    is_better = True
    while is_better and tried < MOST_RUNS:
        is_better = False
        for plan in _smaller(best.plan):
            tried += 1
            found = run(plan)
            if any(item.invariant == wanted for item in found.violations):
                best, is_better = found, True
                break
            if tried >= MOST_RUNS:
                break
    return best


def _smaller(plan: DrillPlan) -> Iterator[DrillPlan]:
    """Plans that are smaller by one step, the boldest first."""
    faults = plan.faults or ()
    half = len(faults) // 2
    for part in (faults[:half], faults[half:]) if half else ():
        yield plan.model_copy(update={"faults": part})
    for place in range(len(faults)):
        yield plan.model_copy(update={"faults": faults[:place] + faults[place + 1 :]})
    for sizes in _smaller_sizes(plan.sizes):
        yield plan.model_copy(update={"sizes": sizes})
    for place, fault in enumerate(faults):
        for shorter in _shorter(fault):
            yield plan.model_copy(update={"faults": (*faults[:place], shorter, *faults[place + 1 :])})


def _smaller_sizes(sizes: Sizes) -> Iterator[Sizes]:
    """Fewer orders and pieces leave the line as it is; fewer cells, products and operations draw another one."""
    for name, least in (
        ("orders", 1),
        ("pieces", 1),
        ("products", 1),
        ("operations", 1),
        ("vehicles", 0),
        ("cells", 1),
    ):
        number = getattr(sizes, name)
        for fewer in dict.fromkeys((least, (number + least) // 2, number - 1)):
            if least <= fewer < number:
                yield sizes.model_copy(update={name: fewer})


def _shorter(fault: Fault) -> Iterator[Fault]:
    """A window of half the length, from its beginning."""
    from_s, until_s = getattr(fault, "from_s", None), getattr(fault, "until_s", None)
    if from_s is not None and until_s is not None and until_s - from_s > 0.5:
        yield fault.model_copy(update={"until_s": round(from_s + (until_s - from_s) / 2.0, 3)})
