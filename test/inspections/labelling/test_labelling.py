"""Labels are saved at once where samples are read, by the page alone, and nothing else is served."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.labelling.label_desk import LabelDesk
from robot_cells.inspections.labelling.label_server import LabelServer
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.picture_labels import PictureLabels, read_labels, write_labels
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.sample_folder import read_samples
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict

BOX = {"class": "dent", "x1": 2, "y1": 3, "x2": 9, "y2": 8.5}


class Proposer:
    """Sees the same two things in every picture that comes with its reference."""

    card = ModelCard("proposer", "1", "test", "", ("dent", "hole"), {"": 0.5})

    def inspect(self, view: View) -> InspectionResult:
        assert view.reference is not None
        seen = (Detection("hole", 0.3, 0, 0, 5, 5), Detection("dent", 0.9, 2, 3, 9, 8))
        return InspectionResult(Verdict.FAIL, "proposer@1", 0.0, "", detections=seen)

    def save(self, folder: Path) -> None:
        raise AssertionError("nobody saves it")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.png", "b.png", "good/c.png", "reference/all.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / name), np.arange(240, dtype=np.uint8).reshape(12, 20))
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[LabelServer]:
    desk = LabelDesk(read_samples(folder, "plain"), ("scratch",), Proposer(), by="Eva")
    with LabelServer(desk) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server: LabelServer, path: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.address + path, data, method="GET" if body is None else "PUT")
    with urllib.request.urlopen(request, timeout=10) as answer:
        content = answer.read()
        return json.loads(content) if answer.headers["Content-Type"] == "application/json" else content


def refusal(server: LabelServer, path: str, body: object = None) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(server, path, body)
    with caught.value as answer:
        return answer.code, json.loads(answer.read())["message"]


def test_what_is_drawn_is_read_as_samples(server: LabelServer, folder: Path) -> None:
    answer = ask(server, "labels/0", {"boxes": [BOX | {"class": "crack"}, BOX], "is_good": None})
    ask(server, "labels/1", {"boxes": [], "is_good": True})
    assert answer["classes"] == ["scratch", "dent", "hole", "crack"]
    samples = read_samples(folder, "plain")
    assert samples.samples[0].boxes == (LabelledBox("crack", 2, 3, 9, 8.5), LabelledBox("dent", 2, 3, 9, 8.5))
    assert [item.is_good for item in samples.samples] == [False, True, True]
    assert samples.classes == ("crack", "dent")
    assert read_labels(folder / "a.png").by == "Eva"


def test_the_page_is_told_what_is_there_and_what_the_model_proposes(server: LabelServer) -> None:
    ask(server, "labels/0", {"boxes": [BOX], "is_good": False})
    desk = ask(server, "desk")
    assert [item["name"] for item in desk["pictures"]] == ["a.png", "b.png", "good/c.png"]
    assert [(item["labelled"], item["good"], item["boxes"]) for item in desk["pictures"]] == [
        (True, False, 1), (False, None, 0), (True, True, 0)]  # fmt: skip
    assert desk["proposes"]
    assert [(item["class"], item["sure"]) for item in ask(server, "proposals/1")] == [("dent", True), ("hole", False)]
    assert ask(server, "labels/0")["boxes"] == [BOX]
    for path in ("picture/1", "reference/1"):
        picture = cv2.imdecode(np.frombuffer(ask(server, path), np.uint8), cv2.IMREAD_UNCHANGED)
        assert picture.shape == (12, 20)
    assert b"<canvas" in ask(server, "")
    assert b"use strict" in ask(server, "label_page.js")


def test_what_was_said_before_of_text_and_group_stays(server: LabelServer, folder: Path) -> None:
    write_labels(folder / "b.png", PictureLabels(None, False, "dented", "WO-1", "monday"))
    ask(server, "labels/1", {"boxes": [BOX], "is_good": False})
    found = read_labels(folder / "b.png")
    assert (found.picture_class, found.text, found.group, found.boxes) == (
        "dented", "WO-1", "monday", (LabelledBox("dent", 2, 3, 9, 8.5),))  # fmt: skip


def test_labels_that_cannot_be_read_are_told_and_hide_no_other_picture(server: LabelServer, folder: Path) -> None:
    (folder / "a.png.json").write_text("{", encoding="utf-8")
    pictures = ask(server, "desk")["pictures"]
    assert "a.png.json" in pictures[0]["fault"]
    assert [item["fault"] for item in pictures[1:]] == ["", ""]
    assert refusal(server, "labels/0", {"boxes": [BOX], "is_good": False})[0] == 409
    assert (folder / "a.png.json").read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize(
    ("number", "body", "reason"),
    [
        (0, {"boxes": [BOX | {"x2": 30}], "is_good": False}, "Not saved"),
        (0, {"boxes": [BOX | {"x2": float("nan")}], "is_good": False}, "Not saved"),
        (0, {"boxes": [BOX | {"x2": 10**400}], "is_good": False}, "no labels"),
        (0, {"boxes": [BOX | {"x2": "9"}], "is_good": False}, "are no corners"),
        (0, {"boxes": [BOX | {"class": " "}], "is_good": False}, "is no class"),
        (0, {"boxes": [{"class": "dent"}], "is_good": False}, "no labels"),
        (0, {"boxes": 3, "is_good": False}, "no labels"),
        (0, {"boxes": []}, "no labels"),
        (0, {"boxes": [], "is_good": "yes"}, "'yes' is no verdict"),
        (0, [], "no labels"),
        (2, {"boxes": [BOX], "is_good": None}, "the picture lies in good/"),
        (2, {"boxes": None, "is_good": False}, "the picture lies in good/"),
        (3, {"boxes": None, "is_good": False}, "There is no picture 3"),
    ],
)
def test_what_are_no_labels_is_refused_and_not_saved(
    server: LabelServer, folder: Path, number: int, body: object, reason: str
) -> None:
    code, message = refusal(server, f"labels/{number}", body)
    assert code == 409
    assert reason in message
    assert list(folder.rglob("*.json")) == []


@pytest.mark.parametrize(
    "path", ["a.png", "picture/../desk", "picture/-1", "picture/x", "../desk", "labels", "..%2Fdesk"]
)
def test_nothing_else_is_served(server: LabelServer, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("GET", f"/{server.token}/{path}")
    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize(
    ("token", "headers", "code"),
    [
        ("", {}, 404),
        ("wrong", {}, 404),
        ("wr%C3%B6ng", {}, 404),
        (None, {"Host": "evil.example"}, 403),
        (None, {"Host": "127.0.0.1"}, 403),
        (None, {}, 200),
    ],
)
def test_only_who_knows_the_address_and_calls_it_by_that_is_answered(
    server: LabelServer, token: str | None, headers: dict[str, str], code: int
) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    path = f"/{server.token if token is None else token}/desk"
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == code
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    connection.close()


@pytest.mark.parametrize("length", ["1000001", "-1", "many", "", pytest.param("9" * 5000, id="thousands of digits")])
def test_too_much_is_not_read(server: LabelServer, length: str) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest("PUT", f"/{server.token}/labels/0")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_full_disk_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = LabelDesk(read_samples(folder, "plain"))

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InspectionError, match="No space left on device"):
        desk.save(0, None, False)
    assert not (folder / "a.png.json").exists()
