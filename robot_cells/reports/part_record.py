"""The record of a part: everything that a journal knows of one serial number, each thing with its place in the journal.

Line times are in seconds (`at_s`), calendar times in UTC (`utc`, ISO 8601); quantities are in the SI units that their
names or `unit` say. None (null) is what has not happened or is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

VERSION = 1
"""Of the form below; fields are only ever added to it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was recorded: `sequence` is its position in the journal, `checksum` that record's (16 hex digits).

    The checksums of a journal are chained, so each stands for everything that was recorded before it, too.
    """

    at_s: float
    utc: str
    sequence: int
    checksum: str


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One record of the journal that the record of the part rests on."""

    sequence: int
    checksum: str
    kind: str
    subject: str
    at_s: float
    utc: str


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document that an orchestrator worked by: `name` is its path beside the line document, `hash` its content's.

    The hash is over what the document says (`robot_cells/processes/content_hash.py`), empty where it could not be read.
    """

    kind: str
    name: str
    hash: str
    process: str = ""


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One incarnation of the orchestrator, from its start on."""

    epoch: int
    began: Moment
    documents: tuple[DocumentRecord, ...]


@dataclass(frozen=True, slots=True)
class JournalExtent:
    """The journal, and how far it had come when the record was made: position and checksum of its last record.

    `head` is what `robot-cells verify` prints at that position: 64 hexadecimal digits over all records up to it.
    """

    id: str
    line: str
    sequence: int
    checksum: str
    head: str


@dataclass(frozen=True, slots=True)
class OrderShare:
    """What the order asked for. The piece is number `unit` of `quantity`; `due_at_s` is line time."""

    id: str
    unit: int
    quantity: int
    priority: int
    submitted: Moment
    due_at_s: float | None


@dataclass(frozen=True, slots=True)
class Program:
    """The process that the cell says it ran, at its end or, where it was interrupted, at its start; its content hash.

    `is_documented`: whether the journal keeps a process of this name with this very content for that epoch.
    """

    process: str
    hash: str
    is_documented: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a step did not succeed: stable code (docs/errors.md), what happened, what can be done."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value with its limits (None: none). `step` is the step of the process, `details` what else was measured.

    `curve` holds its columns by name, the first is the abscissa; empty where there is none.
    """

    name: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    verdict: str
    step: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    curve: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """Evidence: `path` in the evidence folder, SHA-256 of the file, the inspection model that judged."""

    path: str
    hash: str
    model: str


@dataclass(frozen=True, slots=True)
class PartUsed:
    """What went into the piece, as far as the step knows it; `serial` and `lot` are empty where it does not."""

    part: str
    quantity: int
    serial: str
    lot: str
    attempt: str


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One attempt on the piece, journeys included (`origin` and `target` are cells then).

    `epoch` is that of the orchestrator that gave it out. `outcome` is `succeeded`, `failed`, `cancelled`,
    `interrupted`, `refused` or `open`; `attested` where it had ended in doubt and a person said that it is done.
    `answers` are questions that the process asked and what was chosen; `values` is what of the result has no field of
    its own.
    """

    operation: str
    visit: int
    number: int
    task: str
    attempt: str
    cell: str
    epoch: int
    is_rework: bool
    origin: str
    target: str
    dispatched: Moment
    accepted: Moment | None
    started: Moment | None
    ended: Moment | None
    outcome: str
    program: Program | None
    devices: tuple[str, ...]
    failure: Fault | None
    verdict: str
    defects: tuple[Mapping[str, object], ...]
    measurements: tuple[Measurement, ...]
    picture: Picture | None
    answers: tuple[Mapping[str, object], ...]
    values: Mapping[str, object]

    @property
    def began(self) -> Moment:
        """When the cell took it up: the start that it reported, else the best that is known."""
        return self.started or self.accepted or self.dispatched


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """Something that was decided or befell the piece between its steps.

    `kind` is `rework`, `retry`, `wait`, `question`, `answer`, `default`, `attestation` (`operator` says that what had
    ended in doubt is done), `cancel`, `late` (a silent cell tells later), `alarm`, `acknowledgement`, `cell`, `line`,
    `order` or `restart`; `operator` is who did it, empty where nobody in person did.
    """

    moment: Moment
    kind: str
    text: str
    operator: str
    attempt: str


@dataclass(frozen=True, slots=True)
class PartRecord:
    """The whole. `state` is `completed`, `scrapped` or `on the floor`; `reason` says why it was scrapped.

    `digest` is the SHA-256 over everything else in it (`record_digest.py`).
    """

    record: str
    version: int
    serial: str
    product: str
    job: str
    state: str
    reason: str
    released: Moment
    ended: Moment | None
    order: OrderShare
    journal: JournalExtent
    recipe: DocumentRecord | None
    epochs: tuple[EpochRecord, ...]
    parts: tuple[PartUsed, ...]
    steps: tuple[StepRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    entries: tuple[EntryRecord, ...]
    digest: str = ""

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return asdict(self)
