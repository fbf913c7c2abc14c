"""Several Python processes that run at the same time and wait for each other."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["free_addresses", "run_together"]


def free_addresses(count: int) -> list[str]:
    """Find free ports of this machine, and return them as ``127.0.0.1:PORT``."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{one.getsockname()[1]}" for one in sockets]
    finally:
        for one in sockets:
            one.close()


def run_together(
    program: str, environments: Sequence[Mapping[str, str]], timeout: float = 120
) -> list[str]:
    """Run a Python program once for each of some sets of environment variables, all at once.

    Return what each has printed. As soon as one of them fails, or after `timeout` seconds, all are
    stopped, and a RuntimeError tells why.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(program, encoding="utf-8")
        outputs = [Path(folder) / f"output-{i}" for i in range(len(environments))]
        errors = [Path(folder) / f"errors-{i}" for i in range(len(environments))]
        processes = [
            _start(path, *files) for files in zip(environments, outputs, errors, strict=True)
        ]
        try:
            _wait(processes, errors, time.monotonic() + timeout)
        finally:
            for process in processes:
                process.kill()
                process.wait()
        return [output.read_text(encoding="utf-8") for output in outputs]


def _start(program: Path, environment: Mapping[str, str], output: Path, errors: Path):
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    with output.open("wb") as out, errors.open("wb") as err:
        return subprocess.Popen(
            [sys.executable, str(program)], stdout=out, stderr=err, env=environment
        )


def _wait(processes: list[subprocess.Popen], errors: list[Path], end: float) -> None:
    while True:
        codes = [process.poll() for process in processes]
        for number, code in enumerate(codes):
            if code:
                lines = errors[number].read_text(encoding="utf-8").strip().splitlines()
                said = lines[-1] if lines else f"exit code {code}"
                raise RuntimeError(f"Process {number} stopped: {said}")
        if None not in codes:
            return
        if time.monotonic() > end:
            raise RuntimeError("The processes took too long, and were stopped.")
        time.sleep(0.05)
