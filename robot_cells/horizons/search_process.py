"""The process that searches, seen from the one that dispatches: asked without waiting, begun again when it dies."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.search_worker import ANSWERS, QUESTIONS, READY

AGAIN_S = 5.0
"""A process that has ended is begun again after so many seconds of wall time."""

Hear = Callable[[int, str | None], None]
"""Takes which process it was (they are numbered) and one line of its output; None when it has ended."""


class SearchProcess:
    """One child process at a time. All but the reading of its output is done by the thread of the caller.

    `hear` is called in a thread of its own: it has to hand over to the thread that calls `take`.
    """

    def __init__(self, command: Sequence[str], hear: Hear, deadline_s: float) -> None:
        self._command = list(command)
        self._hear = hear
        self._deadline_s = deadline_s
        self._child: subprocess.Popen[str] | None = None
        self._asked: Question | None = None
        self._late_at_s = math.inf
        self._again_at_s = -math.inf
        self.begun = 0
        self.is_ready = False
        self.trouble = ""

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        return None if self._child is None else self._child.pid

    def look(self, wall_s: float) -> bool:
        """Begin it where there is none, end it where it is late; whether an open question will not be answered."""
        if wall_s >= self._late_at_s:
            self.trouble = f"it had not answered after {self._deadline_s:g} s"
            return self._end(wall_s)
        if self._child is None and wall_s >= self._again_at_s:
            self._begin(wall_s)
        return False

    def ask(self, question: Question, wall_s: float) -> bool:
        """Put a question to it; whether an answer can be expected."""
        if self._child is None or self._child.stdin is None or not self.is_ready:
            return False
        try:
            print(json.dumps(QUESTIONS.encode(question)), file=self._child.stdin, flush=True)
        except OSError:
            return False  # It has died: that is heard in a moment.
        self._asked, self._late_at_s = question, wall_s + self._deadline_s
        return True

    def take(self, number: int, line: str | None, wall_s: float) -> tuple[bool, Answer | None]:
        """What was heard: whether the open question is over by it, and the answer, None for no better schedule."""
        if number != self.begun or self._child is None:
            return False, None
        if line is None:
            self.trouble = "its process has died"
            return self._end(wall_s), None
        if line.strip() == READY:
            self.is_ready, self._late_at_s, self.trouble = True, math.inf, ""
            return False, None
        found = json.loads(line)
        if self._asked is None or found["number"] != self._asked.number:
            return False, None
        self._asked, self._late_at_s = None, math.inf
        return True, None if found["answer"] is None else cast(Answer, ANSWERS.decode(found["answer"]))

    def close(self) -> None:
        """End it."""
        self._end(math.inf)

    def _begin(self, wall_s: float) -> None:
        self.begun += 1
        child = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._child = child
        # A cold start loads compilers; it gets several times the deadline of an answer.
        self._late_at_s = wall_s + 6.0 * self._deadline_s
        number = self.begun
        threading.Thread(target=self._read, args=(child, number), name="search answers", daemon=True).start()

    def _read(self, child: subprocess.Popen[str], number: int) -> None:
        assert child.stdout is not None
        for line in child.stdout:
            self._hear(number, line)
        self._hear(number, None)

    def _end(self, wall_s: float) -> bool:
        """No process from here on; whether a question was open."""
        was_asked = self._asked is not None
        child, self._child = self._child, None
        self._asked, self.is_ready = None, False
        self._late_at_s, self._again_at_s = math.inf, wall_s + AGAIN_S
        if child is not None:
            child.kill()
            child.wait()
            if child.stdin is not None:
                try:
                    child.stdin.close()
                except BrokenPipeError:
                    self.trouble = self.trouble or "its process has died"
        return was_asked


def worker_command(line: Path, journal: Path) -> list[str]:
    """What begins the process for a line document and the journal of a line."""
    return [sys.executable, "-m", "robot_cells.horizons.search_worker", str(line), str(journal)]
