import ast
from pathlib import Path

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState, GetState
from rclpy.lifecycle import LifecycleNode

from robot_cells.errors import BringupError, DeviceError
from robot_cells.nodes import lifecycle
from robot_cells.nodes.health import Health
from robot_cells.nodes.lifecycle import ManagedNode, declare


class Recorder(ManagedNode):
    """Remembers its hooks; `fail` names one that raises."""

    fail = ""

    def __init__(self) -> None:
        super().__init__("recorder")
        self.hooks: list[str] = []
        self.rate_hz = declare(self, "rate_hz", 5.0, "How often.", minimum=0.1, maximum=10.0)
        self.names = declare(self, "names", [""], "Which.")

    def _hook(self, name: str) -> None:
        self.hooks.append(name)
        if name == self.fail:
            raise DeviceError("It does not answer.", where="arm", remedy="Switch it on.")

    def configure(self) -> None:
        self._hook("configure")

    def activate(self) -> None:
        self._hook("activate")

    def deactivate(self) -> None:
        self._hook("deactivate")

    def cleanup(self) -> None:
        self._hook("cleanup")

    def health(self) -> Health:
        return Health.active(rate_hz=self.rate_hz)


class Silent(Recorder):
    fail = "configure"


def test_a_node_configures_and_activates_itself_and_ends_in_the_opposite_order(bench) -> None:
    with bench() as it:
        with it.running(Recorder) as node:
            assert node.is_active
        assert node.hooks == ["configure", "activate", "deactivate", "cleanup"]


def test_a_node_without_autostart_waits_to_be_told(bench) -> None:
    with bench(["autostart:=false"]) as it:
        node = it.run(Recorder)
        assert node.hooks == []
        for transition in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
            request = ChangeState.Request(transition=Transition(id=transition))
            assert it.call(ChangeState, "recorder/change_state", request).success
        assert it.call(GetState, "recorder/get_state", GetState.Request()).current_state.label == "active"
        assert node.hooks == ["configure", "activate"]


def test_what_keeps_a_node_from_starting_is_raised_as_it_was_said(bench) -> None:
    with bench() as it, pytest.raises(DeviceError, match=r"arm: It does not answer\. Switch it on\."):
        it.run(Silent)


def test_a_transition_that_fails_leaves_the_node_where_it_was(bench) -> None:
    with bench(["autostart:=false"]) as it:
        it.run(Silent)
        request = ChangeState.Request(transition=Transition(id=Transition.TRANSITION_CONFIGURE))
        assert not it.call(ChangeState, "recorder/change_state", request).success
        assert it.call(GetState, "recorder/get_state", GetState.Request()).current_state.label == "unconfigured"


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("rate_hz:=50.0", "out of range"),
        ("rate_hz:=fast", "STRING"),
        ("rate_hz:=0.0", "out of range"),
        ("names:=7", "INTEGER"),
        ("autostart:=later", "STRING"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_with_its_description(bench, argument: str, sentence: str) -> None:
    with bench([argument]) as it, pytest.raises(BringupError, match=sentence) as caught:
        it.run(Recorder)
    assert argument.split(":=", 1)[0] in str(caught.value)


def test_every_node_tells_its_health_on_diagnostics(bench) -> None:
    with bench(["rate_hz:=2.5"]) as it:
        heard = it.listen(DiagnosticArray, "/diagnostics", 10)
        it.run(Recorder)
        it.until(lambda: any(item.status[0].name == "recorder: health" for item in heard), "diagnostics")
        status = heard[-1].status[0]
        assert status.level == DiagnosticStatus.OK
        assert {item.key: item.value for item in status.values} == {"rate_hz": "2.5"}


@pytest.mark.parametrize("module", ["lifecycle", "cell_host", "cell_node", "orchestrator", "simulation", "vision"])
def test_no_attribute_of_a_node_takes_the_place_of_one_of_rclpys(bench, module: str) -> None:
    path = Path(lifecycle.__file__).with_name(f"{module}.py")
    stored = {
        item.attr
        for item in ast.walk(ast.parse(path.read_text()))
        if isinstance(item, ast.Attribute)
        and isinstance(item.ctx, ast.Store)
        and isinstance(item.value, ast.Name)
        and item.value.id == "self"
    }
    with bench():
        node = LifecycleNode("plain")
        own = set(vars(node))
        node.destroy_node()
    assert stored & own == set()
