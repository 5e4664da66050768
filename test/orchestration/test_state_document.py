"""The state is one text, whoever writes it, and is read back whole."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from robot_cells.errors import JournalError
from robot_cells.orchestration.state_document import decode_state, encode_state, state_digest


@pytest.fixture
def plant(kit):
    line = kit.line(kit.cell("a", "cut", outputs=1), kit.cell("b", "bend"))
    plant = kit.FakePlant(line, [kit.chain("part", "cut", "bend")])
    plant.submit("WO-1", "part", 3, due_s=90.0)
    plant.run(35.0)
    return plant


def test_a_state_that_is_written_is_read_back_equal(plant) -> None:
    state = plant.orchestrator.state
    again = decode_state(encode_state(state), state.plant)
    assert again == state
    assert encode_state(again) == encode_state(state)


def test_equal_states_have_one_digest_and_others_another(plant) -> None:
    state = plant.orchestrator.state
    assert state_digest(plant.replayed().state) == state_digest(state)
    assert state_digest(replace(state, mode_reason="lunch")) != state_digest(state)


def test_the_order_in_which_a_set_was_filled_does_not_matter(plant) -> None:
    job = next(iter(plant.orchestrator.state.jobs.values()))
    job.done = {"x1", "x2", "x3"}
    first = encode_state(plant.orchestrator.state)
    job.done = {"x3", "x2", "x1"}
    assert encode_state(plant.orchestrator.state) == first


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"journal_id": "a", "mood": 1}', '{"journal_id": 7}'])
def test_what_is_no_state_is_refused(plant, text: str) -> None:
    with pytest.raises(JournalError, match="document of the state"):
        decode_state(text, plant.orchestrator.state.plant)


def test_a_value_that_json_cannot_hold_is_said(plant) -> None:
    job = next(iter(plant.orchestrator.state.jobs.values()))
    job.defects = ({"score": float("nan")},)
    with pytest.raises(JournalError, match="cannot be written"):
        encode_state(plant.orchestrator.state)


def test_the_document_is_plain_json(plant) -> None:
    assert json.loads(encode_state(plant.orchestrator.state))["orders"]["WO-1"]["order"]["quantity"] == 3
