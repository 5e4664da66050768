"""The program of a process that judges pictures: no ROS, one picture at a time, one thread.

Begun by `WorkerProcess`, with the handles of its connection and of the two memories. It is meant to die of what it
cannot bear: whoever asked hears that, and asks another. So nothing here is caught but what says in a sentence what is
wrong with a request.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import importlib
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from robot_cells.errors import InspectionError, RobotCellsError
from robot_cells.inspections.evidence import file_evidence
from robot_cells.inspections.evidence_note import file_note
from robot_cells.inspections.model import Image, Model, View
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.inspections.workers.picture_memory import PictureMemory
from robot_cells.inspections.workers.question import (
    DropOrder,
    Filed,
    Judgement,
    Loaded,
    LoadOrder,
    PictureForm,
    Question,
)
from robot_cells.inspections.workers.settings import WorkerSettings

_PR_SET_PDEATHSIG = 1
"""`prctl(2)`: the signal that this process gets when the thread that began it ends."""
_OOM_SCORE = "800"
"""Where the machine runs out of memory, a worker is to go before anything else of the line."""


class Models(Protocol):
    """What finds models for a worker."""

    def model(self, product: str, model: str) -> Model:
        """The model, loaded where it is not yet; raises `InspectionError`."""
        ...

    def drop(self, label: str) -> None:
        """Let go of a loaded model."""
        ...


class Worker:
    """Answers one question after another until nobody asks any more."""

    def __init__(
        self, connection: Connection, pictures: PictureMemory, answers: PictureMemory, settings: WorkerSettings
    ) -> None:
        module, name = settings.models.split(":")
        self._models: Models = getattr(importlib.import_module(module), name)(**settings.arguments)
        self._connection = connection
        self._pictures = pictures
        self._answers = answers
        self._settings = settings

    def serve(self) -> None:
        """Until the other side closes."""
        while True:
            try:
                asked = self._connection.recv()
            except (EOFError, ConnectionResetError):
                return
            if isinstance(asked, Question):
                self._answer(asked)
            elif isinstance(asked, LoadOrder):
                self._connection.send(self._load(asked))
            elif isinstance(asked, DropOrder):
                self._models.drop(asked.label)

    def _load(self, order: LoadOrder) -> Loaded:
        try:
            return Loaded(self._models.model(order.product, order.model).card.label)
        except RobotCellsError as error:
            return Loaded("", str(error))

    def _answer(self, question: Question) -> None:
        self._pictures.at_size(question.memory_bytes)
        image = self._picture(question.picture)
        reference = None if question.reference is None else self._picture(question.reference)
        judged = self._judged(question, image, reference)
        self._connection.send(judged)
        self._connection.send(Filed(self._filed(question, judged, image, reference)))

    def _filed(self, question: Question, judged: Judgement, image: Image, reference: Image | None) -> str:
        """What nobody has to wait for; the reason where it cannot be done."""
        evidence = judged.evidence
        directory = self._settings.evidence_directory
        if evidence is None or directory is None:
            return ""
        keeps = self._settings.policy.keeps_source(judged.result.verdict, evidence.hash)
        request = {"serial": question.serial, "product": question.product, "attempt": question.attempt}
        pictures = (image, reference) if keeps else (None, None)
        try:
            file_note(directory, evidence, judged.result, request, *pictures)
        except InspectionError as error:
            return str(error)
        return ""

    def _judged(self, question: Question, image: Image, reference: Image | None) -> Judgement:
        from robot_cells.inspections.annotation import annotate, in_colour, palette

        result = question.result or self._result(question, image, reference)
        if self._settings.evidence_directory is None:
            return Judgement(result)
        drawn = annotate(image, result, question.serial, question.stamp)
        colours = palette(result.verdict) if drawn.ndim == 2 else None
        evidence, lost = None, ""
        try:
            evidence = file_evidence(self._settings.evidence_directory, question.serial, drawn, colours, durable=False)
        except InspectionError as error:
            lost = str(error)
        form = None
        if question.wants_annotated:
            coloured = in_colour(drawn, result.verdict)
            self._answers.room(coloured.nbytes)
            form = self._answers.write(0, coloured)
        return Judgement(result, evidence, lost, form, self._answers.size)

    def _picture(self, form: PictureForm) -> Image:
        picture = self._pictures.read(form)
        picture.flags.writeable = False
        if not form.is_rgb:
            return picture
        import cv2
        import numpy as np

        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), dtype=np.uint8)

    def _result(self, question: Question, image: Image, reference: Image | None) -> InspectionResult:
        try:
            model = self._models.model(question.product, question.model)
        except RobotCellsError as error:
            return InspectionResult(Verdict.UNDECIDED, "", 0.0, str(error))
        return model.inspect(View(image, reference, question.serial, question.parameters))


def main(arguments: list[str]) -> int:
    """`worker PARENT CONNECTION PICTURES ANSWERS`: the process that began it, and three handles."""
    parent, *handles = map(int, arguments)
    _die_with(parent)
    faulthandler.enable()
    connection = Connection(handles[0])
    pictures, answers = PictureMemory(handles[1]), PictureMemory(handles[2])
    settings: Any = connection.recv()
    if settings.memory_bytes:
        resource.setrlimit(resource.RLIMIT_DATA, (settings.memory_bytes, settings.memory_bytes))
    os.nice(settings.niceness)
    import cv2

    # One thread a worker: OpenCV's own threads would only fight with those of the other workers.
    cv2.setNumThreads(1)
    Worker(connection, pictures, answers, settings).serve()
    return 0


def _die_with(parent: int) -> None:
    """End when the node ends, however it ends; a signal for the terminal's whole group is for the node alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
