"""The turns of orchestrator and host are shared by nodes and drills, so they need no middleware."""

from __future__ import annotations

import subprocess
import sys


def test_drills_and_turns_import_no_ros() -> None:
    program = (
        "import sys, robot_cells.drills.soak, robot_cells.nodes.host_turn, robot_cells.nodes.line_turn\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('rclpy', 'robot_cells_msgs')])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
