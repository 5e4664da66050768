"""Quality of service of the topics; both ends take it from here."""

from __future__ import annotations

from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy

DISPATCH = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1000,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""`assignments` and `reports`: nothing is dropped in a burst; what is lost all the same is repeated by the sender."""

STATE = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""`line_state`: who comes late gets the latest at once."""

CELL_STATES = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""`cell_states`: as `STATE`, with room for one message of each of many processes at the subscriber."""

CELL_STATES_HEARD = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""How the orchestrator listens to `cell_states`: it wants what is said from now on, which is said at 4 Hz. Who asks
for what was said before gets nothing newer until that has arrived: up to seconds, from a process just discovered."""

EMERGENCY_STOP = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""`emergency_stop`, for whoever publishes: who comes late hears what the source said last."""

EMERGENCY_STOPS = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""`emergency_stop`, for whoever hears: with room for one message of each of many sources."""

ANY_EMERGENCY_STOPS = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.BEST_EFFORT,
    durability=DurabilityPolicy.VOLATILE,
)
"""The same once more, undemanding: a stop by a publisher that offers less must be heard too (`ros2 topic pub`), and one
by a process that was discovered just now must not wait for what was said before (see `CELL_STATES_HEARD`)."""

EVENTS = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1000,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""`events`: the journal as it grows."""

DEVICES = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""Commands to devices and their states."""

ACTIONS = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1000,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""The goal and result services of actions, on both sides: with the default depth of 10 goals in a burst are lost."""

PICTURES = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=2,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""Pictures for whoever looks on."""

CAPTURES = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""`image_raw` of a camera that takes pictures on command: each is wanted, also by who comes late (a vision node that
was begun anew); who asks for less hears it too."""

ALARMS = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.VOLATILE,
)
"""`alarms`: each is told once when it begins and once when it ends, and again to whoever comes late."""
