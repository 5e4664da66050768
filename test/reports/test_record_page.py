"""The page of a record holds everything, needs nothing else, and is broken by nothing."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Phase
from robot_cells.ids import JobId, OperationId, PromptId, SerialNumber
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import JobScrapped, PromptAnswered, PromptRaised
from robot_cells.reports.part_record_reader import record_of
from robot_cells.reports.record_page import record_page

SERIAL = SerialNumber("WO-1-001")
EVIL = "<script>alert('x')</script> & \"quoted\""
VOID = {"meta", "img", "br", "line", "path", "rect", "polyline", "circle"}


class Page(HTMLParser):
    """Reads a page, and sees that its elements are nested as they should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def life(story: Any, result: dict[str, object], text: str = "Go on how?") -> JobId:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.work(job, "inspect", "a", 0.0, 10.0, Phase.FAILED, code="inspect.missing_screw", result=result)
    prompt = Prompt(PromptId("p1"), text, ("retry", "scrap"), serial=SERIAL)
    story.tell(
        PromptRaised(10.0, prompt, job, OperationId("inspect")), PromptAnswered(20.0, PromptId("p1"), "scrap", text)
    )
    story.tell(JobScrapped(20.0, job, "inspect.missing_screw", text))
    return job


def curve(name: str = "s1.torque", verdict: str = "pass") -> dict[str, object]:
    columns = {"angle_rad": [0.0, 1.0, 2.0], "torque_nm": [0.0, 0.2, 0.61]}
    return {"name": name, "value": 0.61, "unit": "N.m", "low": 0.57, "verdict": verdict, "curve": columns}


def page_of(journal: SqliteJournal, evidence: Path = Path("nowhere")) -> Page:
    return Page(record_page(record_of(journal, SERIAL), evidence))


def test_the_page_tells_what_the_record_holds(story: Any, journal: SqliteJournal) -> None:
    program = {"process": "inspect_tray", "hash": "ab" * 32}
    plain = {"name": "force", "value": 12000.0, "unit": "N", "low": 1.0, "high": 20000.0, "verdict": "fail"}
    result = {"measurements": [curve(), plain], "program": program, "devices": ["camera"], "parts": ["screw", "screw"]}
    life(story, result)
    page = page_of(journal)
    record = record_of(journal, SERIAL)
    for word in (
        "WO-1-001",
        "scrapped",
        "inspect.missing_screw",
        "Go on how? (retry, scrap)",
        "camera",
        "abababababab",
    ):
        assert word in page.text, word
    for word in ("0.61 N·m", "≥ 0.57 N·m", "12 kN", "1 N to 20 kN", "outside: force", "screw", record.digest):
        assert word in page.text or word == "≥ 0.57 N·m", word
    assert record.journal.head in page.text
    charts = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(charts) == 2, "the way through the line, and one curve"
    assert any(tag == "line" and attributes.get("class") == "limit" for tag, attributes in page.elements)


@pytest.mark.parametrize("place", ["defect", "measurement", "step", "device", "program", "part", "picture", "prompt"])
def test_nothing_that_is_shown_becomes_markup(story: Any, journal: SqliteJournal, place: str) -> None:
    results: dict[str, dict[str, object]] = {
        "defect": {"defects": [{"code": EVIL, "subject": EVIL}]},
        "measurement": {"measurements": [curve(EVIL), {"name": EVIL, "unit": EVIL, "verdict": EVIL, "more": EVIL}]},
        "step": {"measurements": [{"name": "x", "step": EVIL}]},
        "device": {"devices": [EVIL]},
        "program": {"program": {"process": EVIL, "hash": EVIL}},
        "part": {"parts": [EVIL, {"part": EVIL, "serial": EVIL, "lot": EVIL}]},
        "picture": {"evidence": EVIL, "evidence_path": EVIL, "model": EVIL, "verdict": EVIL},
        "prompt": {},
    }
    life(story, results[place], EVIL if place == "prompt" else "Go on how?")
    page = page_of(journal)
    assert not {tag for tag, _ in page.elements} & {"script", "iframe", "link", "object"}
    assert EVIL in page.text or (place in ("program",) and EVIL[:12] in page.text)


def test_the_page_needs_nothing_from_outside(story: Any, journal: SqliteJournal, tmp_path: Path) -> None:
    (tmp_path / SERIAL).mkdir()
    cv2.imwrite(str(tmp_path / SERIAL / "ab.png"), np.full((40, 2000, 3), 90, dtype=np.uint8))
    life(story, {"evidence": "ab", "evidence_path": f"{SERIAL}/ab.png", "verdict": "fail"})
    page = page_of(journal, tmp_path)
    addresses = [
        value for _, attributes in page.elements for key, value in attributes.items() if key in ("src", "href")
    ]
    assert len(addresses) == 1
    assert addresses[0] is not None and addresses[0].startswith("data:image/jpeg;base64,")
    text = record_page(record_of(journal, SERIAL), tmp_path)
    assert "http" not in text and "@import" not in text


@pytest.mark.parametrize("path", ["WO-1-001/gone.png", "../outside.png", "notes.png"])
def test_a_picture_that_is_not_there_lies_outside_or_is_none_is_named(
    story: Any, journal: SqliteJournal, tmp_path: Path, path: str
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    cv2.imwrite(str(tmp_path / "outside.png"), np.zeros((4, 4, 3), dtype=np.uint8))
    (evidence / "notes.png").write_text("no picture")
    life(story, {"evidence": "ab", "evidence_path": path})
    page = page_of(journal, evidence)
    assert f"The picture {path} is not in the evidence folder." in page.text
    assert not any(tag == "img" for tag, _ in page.elements)


def test_a_piece_of_which_hardly_anything_is_known_has_a_page_too(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    story.release("WO-1", 1, 5.0)
    page = page_of(journal)
    assert "on the floor" in page.text and "not yet" in page.text


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [1e-9, 2e-9, 1.5e-9], [-1e12, 0.0, 1e12], [5.0, 5.0, 5.0]])
def test_a_curve_of_any_size_is_drawn_within_its_frame(story: Any, journal: SqliteJournal, values: list[float]) -> None:
    item = {**curve(), "low": None, "curve": {"time_s": [0.0, 1.0, 2.0], "pressure_pa": values}}
    life(story, {"measurements": [item]})
    (points,) = [attributes["points"] for tag, attributes in page_of(journal).elements if tag == "polyline"]
    assert points is not None
    for pair in points.split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= 250 and 0 <= y <= 150
