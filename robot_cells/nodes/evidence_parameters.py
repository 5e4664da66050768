"""The parameters of a node that say how long evidence is kept."""

from __future__ import annotations

from rclpy.node import Node

from robot_cells.inspections.evidence_policy import EvidencePolicy
from robot_cells.nodes.parameters import declare

_NOTES = {
    "pass_days": "So many days the evidence of a pass is kept.",
    "other_days": "So many days the evidence of anything else is kept, however full the disk is.",
    "megabytes": "With more evidence than this [MB] the oldest passes are removed; 0: no limit.",
    "free_megabytes": "With less room on the disk than this [MB] the oldest passes are removed.",
    "pass_share": "Of so many of the passes (0 to 1) the picture is kept as it was handed in.",
}


def declared_policy(node: Node) -> EvidencePolicy:
    """Declares `evidence_pass_days` and the others; raises `BringupError` for one that does not fit."""
    values = {
        name: declare(
            node,
            f"evidence_{name}",
            float(getattr(EvidencePolicy(), name)),
            note,
            minimum=0.0,
            maximum=1.0 if name == "pass_share" else None,
        )
        for name, note in _NOTES.items()
    }
    return EvidencePolicy(**values)
