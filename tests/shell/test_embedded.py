"""What the embedded run does about children that die."""

import os
import signal
import sys
import time

import pytest

from cli.embedded import MOST_RESTARTS, Child
from cli.trouble import Trouble


def child(tmp_path, code: str) -> Child:
    return Child(name="worker", command=[sys.executable, "-c", code], env=os.environ, log=(tmp_path / "log").open("ab"))


def test_a_child_killed_again_and_again_is_started_again_and_again(tmp_path):
    one = child(tmp_path, "import time; time.sleep(60)")
    one.start()
    for _ in range(MOST_RESTARTS + 2):
        one.process.send_signal(signal.SIGKILL)
        one.process.wait()
        one.started -= 2  # a second has passed
        one.revive()
        assert one.process.poll() is None
    one.process.kill()
    one.process.wait()


def test_a_child_that_ends_by_itself_at_once_is_given_up_with_a_word(tmp_path):
    one = child(tmp_path, "raise SystemExit(3)")
    one.start()
    for _ in range(MOST_RESTARTS):
        one.process.wait()
        one.started = time.monotonic() - 2  # a second has passed
        one.revive()
    one.process.wait()
    one.started = time.monotonic() - 2
    with pytest.raises(Trouble, match="died"):
        one.revive()
