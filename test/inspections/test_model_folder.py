"""A model's folder is there whole or not at all, and is loaded only when it is what was saved."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.errors import InspectionError
from robot_cells.inspections import model_kinds
from robot_cells.inspections.card_document import card_text, parse_card
from robot_cells.inspections.model import FitOptions, Progress, View, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_folder import load_model, save_model, verified_card
from robot_cells.inspections.model_kinds import kind_names, model_kind
from robot_cells.inspections.model_library import find_model, find_models, version_order
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import InspectionResult, Verdict


class Brightness:
    """Fails what is darker than its one weight."""

    def __init__(self, card: ModelCard, least: float) -> None:
        self.card = card
        self.least = least

    def inspect(self, view: View) -> InspectionResult:
        good = float(np.mean(view.image)) >= self.least
        return InspectionResult(Verdict.PASS if good else Verdict.FAIL, self.card.label, 0.0, "")

    def save(self, folder: Path) -> None:
        (folder / "weights").mkdir()
        (folder / "weights" / "least.txt").write_text(str(self.least), encoding="utf-8")


class BrightnessKind:
    """A third party's kind."""

    name = "brightness"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Brightness:
        return Brightness(ModelCard(options.name, options.version, self.name, "brightness"), 100.0)

    def load(self, folder: Path, card: ModelCard) -> Brightness:
        return Brightness(card, float((folder / "weights" / "least.txt").read_text(encoding="utf-8")))


KIND = BrightnessKind()
UNFIT = Brightness
CARD = ModelCard("dark", "1", "brightness", "brightness", classes=("dark",), thresholds={"dark": 0.5, "undecided": 0.4})


@pytest.fixture(autouse=True)
def brought(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Another package brings the kind; called again, other entry points."""

    def bring(*entries: tuple[str, str]) -> None:
        found = [EntryPoint(name, value, model_kinds.ENTRY_POINT_GROUP) for name, value in entries]
        monkeypatch.setattr(model_kinds, "entry_points", lambda group: found)

    bring(("brightness", f"{__name__}:KIND"))
    return bring


def saved(directory: Path, version: str = "1", folder: str = "", name: str = "dark") -> Path:
    place = directory / (folder or f"{name}@{version}")
    save_model(Brightness(dataclasses.replace(CARD, name=name, version=version), 90.0), place)
    return place


def change_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | changes), encoding="utf-8")


def test_what_was_saved_is_loaded_by_its_folder_by_its_name_and_by_its_label(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    dark, light = np.full((4, 4), 80, np.uint8), np.full((4, 4), 95, np.uint8)
    for model in (
        load_model(folder),
        load_model(str(folder)),
        load_model("dark", tmp_path),
        load_model("dark@1", tmp_path),
    ):
        assert [model.inspect(View(image)).verdict for image in (dark, light)] == [Verdict.FAIL, Verdict.PASS]
        assert model.card.label == "dark@1"
        assert model.card.program_version == "0.1.0"
        assert list(model.card.files) == ["weights/least.txt"]


def test_the_newest_version_is_taken_in_natural_order(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1.2"):
        saved(tmp_path, version)
    saved(tmp_path, "7", name="other")
    assert find_model("dark", tmp_path).name == "dark@1.10"
    assert find_model("dark@1.2", tmp_path).name == "dark@1.2"
    labels = [item.card.label for item in find_models(tmp_path) if item.card]
    assert labels == ["dark@1.2", "dark@1.9", "dark@1.10", "other@7"]
    assert version_order("2026-11-9") < version_order("2026-11-22") < version_order("2027")


def test_an_older_version_does_not_take_the_place_of_a_newer_one_that_is_broken(tmp_path: Path) -> None:
    saved(tmp_path, "1")
    (saved(tmp_path, "2") / "card.json").write_text("{", encoding="utf-8")
    with pytest.raises(InspectionError, match=r"'dark@2' may be 'dark', but.*no JSON"):
        load_model("dark", tmp_path)
    assert load_model("dark@1", tmp_path).card.version == "1"


@pytest.mark.parametrize("version", ["1", "01"])
def test_two_folders_that_claim_to_be_the_same_version_are_refused(tmp_path: Path, version: str) -> None:
    saved(tmp_path, "1", folder="here")
    saved(tmp_path, version, folder="there")
    with pytest.raises(InspectionError, match=r"Several folders hold dark@\d+"):
        load_model("dark", tmp_path)


@pytest.mark.parametrize("name", ["bright", "dark@3", "../dark", "", "dark@1/../dark@1"])
def test_a_name_that_there_is_not_is_refused(tmp_path: Path, name: str) -> None:
    saved(tmp_path)
    with pytest.raises(InspectionError, match="There is no model"):
        load_model(name, tmp_path)


def spoil_weights(folder: Path) -> None:
    (folder / "weights" / "least.txt").write_text("0.0", encoding="utf-8")


def drop_weights(folder: Path) -> None:
    (folder / "weights" / "least.txt").unlink()


def drop_card(folder: Path) -> None:
    (folder / "card.json").unlink()


def cut_card(folder: Path) -> None:
    text = (folder / "card.json").read_text(encoding="utf-8")
    (folder / "card.json").write_text(text[: len(text) // 2], encoding="utf-8")


def empty_card(folder: Path) -> None:
    (folder / "card.json").write_bytes(b"")


def card_of_bytes(folder: Path) -> None:
    (folder / "card.json").write_bytes(b"\xff\xfe\x00")


def deep_card(folder: Path) -> None:
    (folder / "card.json").write_text("[" * 200_000, encoding="utf-8")


def large_card(folder: Path) -> None:
    (folder / "card.json").write_text(" " * 4_000_001, encoding="utf-8")


def add_file(folder: Path) -> None:
    (folder / "weights" / "more.txt").write_text("", encoding="utf-8")


def link_weights(folder: Path) -> None:
    (folder / "weights" / "least.txt").rename(folder.parent / "least.txt")
    (folder / "weights" / "least.txt").symlink_to(folder.parent / "least.txt")


def link_folder(folder: Path) -> None:
    (folder / "loop").symlink_to(folder, target_is_directory=True)


def add_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (spoil_weights, "weights/least.txt is not what the card says"),
        (drop_weights, "weights/least.txt is missing"),
        (add_file, "weights/more.txt is not on the card"),
        (link_weights, "This is a link"),
        (link_folder, "This is a link"),
        (add_pipe, "This is no plain file"),
        (drop_card, "There is no card.json: this is no model"),
        (cut_card, "The card is no JSON"),
        (empty_card, "The card is no JSON"),
        (card_of_bytes, "The card cannot be read"),
        (deep_card, "The card is no JSON"),
        (large_card, "A card has at most 4000000 bytes"),
    ],
)
def test_a_folder_that_was_changed_is_refused(tmp_path: Path, spoil: Callable[[Path], None], reason: str) -> None:
    folder = saved(tmp_path)
    spoil(folder)
    with pytest.raises(InspectionError, match=reason):
        load_model(folder)


HASH = "0" * 64


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "telepathy"}, "There is no kind of model 'telepathy'.*golden_sample, defects.*brightness"),
        ({"kind": "../kind"}, "kind: '../kind' is no name"),
        ({"name": 3}, "name: is no text"),
        ({"name": "a/b"}, "name: 'a/b' is no name"),
        ({"version": ""}, "version: '' is no name"),
        ({"classes": "dark"}, "classes: is no list"),
        ({"classes": ["dark", "dark"]}, "one stands there twice"),
        ({"classes": ["undecided"], "thresholds": {}}, "'undecided' is no name of a class"),
        ({"classes": ["dark", "dim"]}, "thresholds: 'dim' has none"),
        ({"thresholds": {"dark": 0.5, "dim": 0.5}}, "thresholds: 'dim' is none of the classes"),
        ({"thresholds": {"dark": "0.5"}}, "'0.5' of 'dark' is no number"),
        ({"thresholds": {"dark": float("nan")}}, "NaN is no number"),
        ({"thresholds": {"dark": True}}, "True of 'dark' is no number"),
        ({"training_samples": -1}, "less than nothing"),
        ({"training_samples": True}, "training_samples: is no whole number"),
        ({"program_version": "1.0.0"}, r"written by robot_cells 1\.0\.0, this is 0\.1\.0"),
        ({"program_version": "new"}, "'new' is no version"),
        ({"files": {"../least.txt": HASH}}, "'../least.txt' is no path inside"),
        ({"files": {"/etc/passwd": HASH}}, "'/etc/passwd' is no path inside"),
        ({"files": {"weights//least.txt": HASH}}, "'weights//least.txt' is no path inside"),
        ({"files": {"card.json": HASH}}, "cannot hold its own hash"),
        ({"files": {"weights/least.txt": "abc"}}, "has no SHA-256"),
        ({"colour": "red"}, "colour: there is no such entry"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, object], reason: str) -> None:
    folder = saved(tmp_path)
    change_card(folder, **changes)
    with pytest.raises(InspectionError, match=reason) as caught:
        load_model(folder)
    assert folder.name in str(caught.value) or "telepathy" in str(caught.value)


def test_all_faults_of_a_card_are_named_at_once() -> None:
    with pytest.raises(InspectionError) as caught:
        parse_card('{"name": 1, "version": "1", "task": [], "shape": 2}', "card.json")
    assert len([line for line in str(caught.value).splitlines() if "name: " in line or "task: " in line]) == 2
    assert "kind is missing" in str(caught.value)
    assert "shape: there is no such entry" in str(caught.value)


def test_a_minor_version_of_the_program_that_is_newer_does_no_harm(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    change_card(folder, program_version="0.99.0")
    assert load_model(folder).card.program_version == "0.99.0"


def test_an_entry_that_stands_twice_in_a_card_is_refused() -> None:
    with pytest.raises(InspectionError, match="'kind' stands there twice"):
        parse_card('{"name": "a", "version": "1", "kind": "code", "kind": "onnx", "task": "t"}', "card.json")


def test_a_card_comes_back_as_it_was_written() -> None:
    card = dataclasses.replace(
        CARD,
        settings={"size": (3, 4), "more": {"a": None}},
        figures={"ap": 0.5},
        licence="Apache-2.0",
        training_samples=7,
    )
    again = parse_card(card_text(card), "card.json")
    assert again == dataclasses.replace(card, settings={"size": [3, 4], "more": {"a": None}})


@pytest.mark.parametrize("settings", [{"a": float("inf")}, {"a": object()}])
def test_a_card_that_is_no_json_is_not_written(settings: dict[str, Any]) -> None:
    with pytest.raises(InspectionError, match="cannot be written as JSON"):
        card_text(dataclasses.replace(CARD, settings=settings))


class FullDisk(Brightness):
    """Its weights find no room."""

    def save(self, folder: Path) -> None:
        super().save(folder)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / "more"))


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match=r"No space left on device.*Make room"):
        save_model(FullDisk(CARD, 1.0), tmp_path / "dark")
    assert list(tmp_path.iterdir()) == []


def test_a_model_with_a_card_that_could_not_be_read_again_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match="is none of the classes"):
        save_model(Brightness(dataclasses.replace(CARD, thresholds={"dim": 0.5}), 1.0), tmp_path / "dark")
    assert list(tmp_path.iterdir()) == []


def test_a_model_is_never_written_over(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    before = (folder / "card.json").read_bytes()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (folder, tmp_path / "link", tmp_path / "file"):
        with pytest.raises(InspectionError, match="never written over"):
            save_model(Brightness(CARD, 1.0), place)
    assert (folder / "card.json").read_bytes() == before


def test_a_golden_sample_that_was_put_there_by_hand_is_given_a_card(tmp_path: Path) -> None:
    (tmp_path / "tray").mkdir()
    (tmp_path / "tray" / "golden_sample.json").write_text("{}", encoding="utf-8")
    card = verified_card(tmp_path / "tray")
    assert (card.kind, card.name, list(card.files)) == ("golden_sample", "tray", ["golden_sample.json"])


def test_the_kinds_of_other_packages_are_listed_after_the_built_in_ones() -> None:
    assert kind_names() == (*model_kinds.BUILT_IN, "brightness")
    assert model_kind("brightness") is KIND


@pytest.mark.parametrize(
    ("entries", "kind", "reason"),
    [
        ([("mine", "no.such.module:KIND")], "mine", "cannot be imported"),
        ([("mine", f"{__name__}:NO_KIND")], "mine", "cannot be imported"),
        ([("mine", f"{__name__}:UNFIT")], "mine", "is no kind of model 'mine'"),
        ([("mine", f"{__name__}:KIND")], "mine", "is no kind of model 'mine'"),
        ([("brightness", f"{__name__}:KIND"), ("brightness", "other:KIND")], "brightness", "There are 2 kinds"),
        ([("onnx", f"{__name__}:KIND")], "onnx", "There are 2 kinds of model 'onnx'"),
    ],
)
def test_what_cannot_be_a_kind_is_refused(
    brought: Callable[..., None], entries: list[tuple[str, str]], kind: str, reason: str
) -> None:
    brought(*entries)
    with pytest.raises(InspectionError, match=reason) as caught:
        model_kind(kind)
    assert entries[0][1] in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([field.name for field in dataclasses.fields(ModelCard)]), JSON), st.data())
def test_any_card_is_read_or_refused(changes: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(json.loads(card_text(CARD)) | changes)
    cut = data.draw(st.integers(0, len(text)))
    for document in (text, text[:cut]):
        try:
            card = parse_card(document, "card.json")
        except InspectionError as error:
            assert "card.json" in str(error)
        else:
            assert card_text(card)


@pytest.mark.parametrize(("name", "value"), [("version", "9" * 5000), ("thresholds", {"dark": 10**400})])
def test_numbers_without_end_are_refused(name: str, value: object) -> None:
    with pytest.raises(InspectionError, match="is no n"):
        parse_card(json.dumps(json.loads(card_text(CARD)) | {name: value}), "card.json")
