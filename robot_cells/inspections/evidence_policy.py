"""How long evidence is kept, and what goes first when there is no room."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.evidence_note import FiledEvidence, filed_evidence
from robot_cells.inspections.verdict import Verdict

_S_PER_DAY = 86_400.0
_BYTES_PER_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """Evidence of a pass is kept for `pass_days`, of anything else for `other_days`; all of it in `megabytes` (0: any).

    Where the disk has less than `free_megabytes` left, or the evidence takes more than its share, the oldest passes go;
    never anything else that is younger than `other_days`. `pass_share` is how many
    of the passes (0 to 1) are kept with the picture as it was handed in; of all others it always is.
    """

    pass_days: float = 90.0
    other_days: float = 365.0
    megabytes: float = 20_000.0
    free_megabytes: float = 500.0
    pass_share: float = 1.0

    def keeps_source(self, verdict: Verdict, evidence: str) -> bool:
        """Whether the picture is kept as it was handed in; the same evidence (by its hash) gives the same answer."""
        return verdict is not Verdict.PASS or int(evidence[:8], 16) < self.pass_share * 0x1_0000_0000


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did; `is_over` tells that there is too much left, all of which must be kept."""

    kept: int
    kept_bytes: int
    removed: int
    removed_bytes: int
    is_over: bool


def sweep(directory: Path, policy: EvidencePolicy, now_s: float) -> Swept:
    """Removes what need not be kept at `now_s` (Unix time); raises `InspectionError` where that cannot be done.

    What has no note is treated like a fail: nobody knows that it was a pass.
    """
    if not directory.is_dir():
        return Swept(0, 0, 0, 0, is_over=False)
    try:
        items = sorted(filed_evidence(directory), key=lambda item: (item.at_s, item.hash))
        total = sum(item.size for item in items)
        room = _room(directory, policy, total)
        is_old = {item.hash: now_s - item.at_s > _days(item, policy) * _S_PER_DAY for item in items}
        gone = [item for item in items if is_old[item.hash]]
        left = total - sum(item.size for item in gone)
        for item in items:
            if left <= room:
                break
            if item.verdict is Verdict.PASS and not is_old[item.hash]:
                gone.append(item)
                left -= item.size
        for item in gone:
            _remove(item)
    except OSError as error:
        raise InspectionError(f"Old evidence cannot be removed: {error.strerror}.", where=str(directory)) from error
    return Swept(len(items) - len(gone), left, len(gone), total - left, left > room)


def _days(item: FiledEvidence, policy: EvidencePolicy) -> float:
    return policy.pass_days if item.verdict is Verdict.PASS else policy.other_days


def _room(directory: Path, policy: EvidencePolicy, total: int) -> float:
    """How many bytes the evidence may take."""
    free = shutil.disk_usage(directory).free
    by_disk = total + free - policy.free_megabytes * _BYTES_PER_MB
    return by_disk if policy.megabytes == 0 else min(by_disk, policy.megabytes * _BYTES_PER_MB)


def _remove(item: FiledEvidence) -> None:
    """The annotated picture last: what is left of an interrupted sweep is found again by it."""
    for path in sorted(item.files, key=lambda path: path.name == f"{item.hash}.png"):
        path.unlink(missing_ok=True)
    folder = item.files[0].parent
    if not any(folder.iterdir()):
        folder.rmdir()
