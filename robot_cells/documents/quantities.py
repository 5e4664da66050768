"""The types of values in documents: what each may be. The unit is in the key (`units.py`)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from robot_cells.orders.work_order import MAX_HORIZON_S, MAX_PRIORITY, ORDER_ID

MAX_DURATION_S = 30 * 86_400.0
"""Thirty days. A longer nominal duration is a slip of the keyboard or of the unit."""
MAX_FLOOR_M = 10_000.0
"""Coordinates on the floor stay within this distance of the origin."""
MAX_TRAY_M = 10.0
"""Coordinates and sizes on a tray stay below this."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
"""A name that is also a ROS name: cells, devices, operations, capabilities."""
OrderName = Annotated[str, Field(pattern=ORDER_ID)]
"""A name that every barcode and file name takes: orders."""

Duration = Annotated[float, Field(gt=0, le=MAX_DURATION_S)]
DurationOrZero = Annotated[float, Field(ge=0, le=MAX_DURATION_S)]
Priority = Annotated[int, Field(ge=-MAX_PRIORITY, le=MAX_PRIORITY)]
Horizon = Annotated[float, Field(ge=0, le=MAX_HORIZON_S)]
HorizonAboveZero = Annotated[float, Field(gt=0, le=MAX_HORIZON_S)]
FloorCoordinate = Annotated[float, Field(ge=-MAX_FLOOR_M, le=MAX_FLOOR_M)]
Distance = Annotated[float, Field(ge=0, le=MAX_FLOOR_M)]
Speed = Annotated[float, Field(gt=0, le=50)]
Acceleration = Annotated[float, Field(gt=0, le=50)]
Angle = Annotated[float, Field(ge=-6.2832, le=6.2832)]
TrayCoordinate = Annotated[float, Field(ge=0, le=MAX_TRAY_M)]
TraySize = Annotated[float, Field(gt=0, le=MAX_TRAY_M)]
PartOffset = Annotated[float, Field(gt=0, le=0.02)]
PartTurn = Annotated[float, Field(gt=0, le=1.5708)]
PartHeight = Annotated[float, Field(gt=0, le=1)]
SocketDepth = Annotated[float, Field(gt=0, le=0.1)]
SocketClearance = Annotated[float, Field(gt=0, le=0.01)]
PartMass = Annotated[float, Field(gt=0, le=100)]
ArmCoordinate = Annotated[float, Field(ge=-5, le=5)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
