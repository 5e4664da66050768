"""What must be true of every run, in one sentence each; docs/invariants.md says how each is checked."""

from __future__ import annotations

from collections.abc import Mapping

ORDER_ENDS = "order.ends"
EXECUTED_ONCE = "executed.once"
RECORD_TRUE = "record.true"
END_KEPT = "end.kept"
MOTION_RECORDED = "motion.recorded"
PRECEDENCE = "precedence"
CAPACITY = "capacity"
LOCKS = "locks"
LINE_MOVES = "line.moves"
PART_CONSERVED = "part.conserved"
CAUSE_DURABLE = "cause.durable"
CELL_ABLE = "cell.able"
SET_UP = "set_up"
WORKING_TIME = "working_time"
LINE_OBEYED = "line.obeyed"
FAILURE_CONTAINED = "failure.contained"
RECOVERY_SAME = "recovery.same"
ATTESTED_BY_NAME = "attested.by_name"
FROZEN_KEPT = "frozen.kept"

INVARIANTS: Mapping[str, str] = {
    ORDER_ENDS: "Every accepted order ends, once, in the state that its pieces are in.",
    EXECUTED_ONCE: "No operation is carried out again unless its process is repeatable, or a rule or operator said so.",
    RECORD_TRUE: "What the journal says was done was done, and what it says had not begun never moved.",
    END_KEPT: "The end of an attempt that its cell has kept reaches the journal.",
    MOTION_RECORDED: "Nothing moves for an attempt that the journal has not given to that cell.",
    PRECEDENCE: "An operation begins only when everything that comes before it is done.",
    CAPACITY: "A place holds no more pieces than it has room for, a cell works on one, the floor holds what it may.",
    LOCKS: "No two attempts have a zone at once in modes that exclude each other.",
    LINE_MOVES: "No pieces stand in each other's way for ever.",
    PART_CONSERVED: "A piece is at one place, never vanishes, and is delivered only when every operation is done.",
    CAUSE_DURABLE: "Every decision rests on an earlier record, and nothing is sent before its record is durable.",
    CELL_ABLE: "Work is given only to a cell that is heard, takes work and can do it.",
    SET_UP: "A cell that stands set up for another product, or half so, changes over before it works on a piece.",
    WORKING_TIME: "Nothing begins on a cell that is closed, or that closes before it could be done.",
    LINE_OBEYED: "Nothing begins while the line is held or stopped, or while a question about the piece is open.",
    FAILURE_CONTAINED: "Only what a fault, limit, rule, order's cancel or operator touched is cancelled or given up.",
    ATTESTED_BY_NAME: "What no cell told counts as done only where somebody was asked in doubt and said so by name.",
    FROZEN_KEPT: "A search for better schedules moves nothing that has begun or is about to begin.",
    RECOVERY_SAME: "The state after a restart is the state that the journal gives when it is replayed.",
}
"""Name and sentence of each."""
