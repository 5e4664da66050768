"""What the columns of the arrays hold. Times in whole units of the problem; -1 is none; A and Z bound a range of rows.

*Entries.* What a list puts in order: task i is entry i; entry n + i carries the piece of task i's own job to it;
entry 2 n + k carries the finished piece of the k-th join. Carries need not be in a list: a task whose piece is not
there has it brought.
"""

from __future__ import annotations

FOREVER = 1 << 60
"""Later than everything."""

# Arrays.task, one row a task.
JOB, OPTION_A, OPTION_Z, PRED_A, PRED_Z, SUCC_A, SUCC_Z = 0, 1, 2, 3, 4, 5, 6
JOIN_A, JOIN_Z, NEED_A, NEED_Z, RESUMABLE = 7, 8, 9, 10, 11
FIXED_CELL, FIXED_START, FIXED_END, FROZEN_ON = 12, 13, 14, 15
OLD_CELL, OLD_START, TAIL, OLD_END, OLD_TURN = 16, 17, 18, 19, 20
TASK_COLUMNS = 21

# Arrays.option, one row for each cell that can do a task.
ON, TIME = 0, 1

# Arrays.job, one row a job.
FIRST, LAST, RELEASE, DUE, PRIORITY, ORIGIN, FAMILY, JOINED_BY, JOINED_CARRY = 0, 1, 2, 3, 4, 5, 6, 7, 8
JOB_COLUMNS = 9

# Arrays.cell, one row a cell.
READY, SET_UP, CHANGE, CLOSED_A, CLOSED_Z, IN_A, IN_Z, OUT_A, OUT_Z = 0, 1, 2, 3, 4, 5, 6, 7, 8
LIMITED_IN, LIMITED_OUT, FIXED_A, FIXED_Z, FROZEN_A, FROZEN_Z = 9, 10, 11, 12, 13, 14
CELL_COLUMNS = 15

# Arrays.resource, one row a resource.
UNIT_A, UNIT_Z, RESOURCE_CLOSED_A, RESOURCE_CLOSED_Z, KEPT_A, KEPT_Z = 0, 1, 2, 3, 4, 5
RESOURCE_COLUMNS = 6

# Arrays.kept, one row for each fixed task that needs units of a resource: how many, from when, until when.
KEPT_FROM, KEPT_UNTIL, KEPT_UNITS, KEPT_FOR = 0, 1, 2, 3
KEPT_COLUMNS = 4

# Arrays.need: which resource, how many units. Arrays.closure: from, until. Arrays.drive: loaded or empty.
WHICH, UNITS = 0, 1
CLOSES, OPENS = 0, 1
LOADED, EMPTY = 0, 1

# Arrays.vehicle, one row a vehicle; those of one class drive alike.
CLASS, HOME, VEHICLE_READY = 0, 1, 2
VEHICLE_COLUMNS = 3

# State.cells: until when busy, what it is set up for, its last task, the job whose piece stands on it and cannot leave,
# the next of its fixed and of its frozen tasks.
C_FREE, C_FAMILY, C_LAST, C_BLOCKED, C_FIXED, C_FROZEN = 0, 1, 2, 3, 4, 5
C_COLUMNS = 6
# State.jobs: when the last task put ends, where the piece is, that task, how many tasks are left; the task that the
# piece has been carried to before its turn, when it arrived, in which room it waits, from when that was free; the room
# of the output buffer that it is in (-2 minus the job whose piece stands on the cell with it), and from when.
J_READY, J_CELL, J_LAST, J_LEFT, J_CARRIED, J_ARRIVAL, J_IN, J_IN_FROM, J_OUT, J_OUT_FROM = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
J_COLUMNS = 10
# State.vehicles: free from when and where, its last carry.
V_FREE, V_AT, V_LAST = 0, 1, 2
V_COLUMNS = 3
# State.units and State.rooms: free from when, which entry had it last; in a room of an output buffer, whose piece.
FREE, HAD, HOLDER = 0, 1, 2
# State.totals.
T_CHANGEOVER, T_MAKESPAN, T_PUT = 0, 1, 2
T_COLUMNS = 3

# Plan.trip, one row a carry.
FROM, TO, PICKS, ARRIVES, BY = 0, 1, 2, 3, 4

# Plan.place of an entry that is not put: not yet; when its task is put; what it needs is put first.
NOT_YET, WAITING, STACKED = -1, -2, -3

AT_ONCE = -1
"""For `carry`: as soon as there is room."""

# Goals, as Arrays.goals and costs number them.
TARDINESS, MAKESPAN, MOVES, SHIFTS, CHANGEOVERS = 0, 1, 2, 3, 4
