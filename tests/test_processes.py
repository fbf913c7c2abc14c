"""Tests of processes that run together."""

import os
import time

import pytest

from dl101.processes import free_addresses, run_together


def test_addresses_are_free_and_different():
    addresses = free_addresses(3)
    assert len(set(addresses)) == 3
    assert all(address.startswith("127.0.0.1:") for address in addresses)


def test_each_process_has_its_own_environment_and_output():
    program = "import os; print('größe', os.environ['NAME'])"
    assert run_together(program, [{"NAME": "ant"}, {"NAME": "bee"}]) == [
        f"größe ant{os.linesep}",
        f"größe bee{os.linesep}",
    ]


def test_they_run_at_the_same_time(tmp_path):
    program = f"""
import os, pathlib, time
folder = pathlib.Path({str(tmp_path)!r})
(folder / os.environ["OWN"]).touch()
while not (folder / os.environ["OTHER"]).exists():
    time.sleep(0.01)
"""
    run_together(program, [{"OWN": "a", "OTHER": "b"}, {"OWN": "b", "OTHER": "a"}], timeout=30)


def test_one_that_fails_stops_the_others():
    program = """
import os, time
if os.environ["FAILS"] == "1":
    raise ValueError("no port")
time.sleep(60)
"""
    begun = time.monotonic()
    with pytest.raises(RuntimeError, match="Process 1 stopped: ValueError: no port"):
        run_together(program, [{"FAILS": "0"}, {"FAILS": "1"}])
    assert time.monotonic() - begun < 30


def test_they_are_stopped_when_they_take_too_long():
    with pytest.raises(RuntimeError, match="too long"):
        run_together("import time; time.sleep(60)", [{}], timeout=0.2)
