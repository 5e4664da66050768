"""A client in a process of its own whose middleware stands still for good."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from robot_cells.chaos.stalls import Stalls
from robot_cells.errors import BringupError

LIMIT_S = 30.0
CODE = 3
CLIENT = """\
import sys, threading
from robot_cells.cli.leaving import leaving
from robot_cells.nodes.line_client import LineClient

begun_anew = threading.Event()

def say(text):
    print(text, flush=True)

def tell(text):
    say(text)
    begun_anew.set()

with leaving():
    with LineClient(domain={domain}, namespace={namespace!r}, timeout_s={limit_s}, tell=tell) as client:
        say(f"hears {{client.state().now_s:g}}")
        begun_anew.wait()
        client.hold("as before")
        say("has given a command")
        while client.state().now_s != 62.0:
            client.next_state(0.1)  # It may have come before this call.
        say(f"hears {{client.state().now_s:g}}")
    sys.exit({code})
"""


def test_a_client_whose_middleware_stands_still_goes_on_hearing_and_commanding_and_its_process_ends(
    imitated_line: Any,
) -> None:
    imitated_line.publish(now_s=61.0)
    script = CLIENT.format(
        domain=os.environ["ROS_DOMAIN_ID"], namespace=imitated_line.namespace, limit_s=LIMIT_S, code=CODE
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (
        Stalls() as stalls,
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment) as client,
    ):
        assert client.stdout is not None
        assert client.stdout.readline() == "hears 61\n"
        try:
            stalls.stall(client.pid)
        except BringupError as error:
            client.kill()
            pytest.skip(f"Threads of other processes cannot be stopped here: {error}")
        assert (
            client.stdout.readline() == "The middleware of this command stood still: it has begun anew, and goes on.\n"
        )
        assert client.stdout.readline() == "has given a command\n"
        assert [request.reason for request in imitated_line.requests] == ["as before"]
        imitated_line.publish(now_s=62.0)
        assert client.stdout.readline() == "hears 62\n"
        assert client.wait(LIMIT_S) == CODE  # Although what stands still does so to the end.
