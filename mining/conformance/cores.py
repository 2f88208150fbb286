"""Searches shared out to all cores, where what is left takes long enough to be worth another process.

The others are started as programs of their own (`python -m mining.conformance.cores`) and told their work through a pipe:
so they work the same on every system, from scripts, notebooks and the command line, and never run the caller's script again.
What is found for a trace does not depend on the others, so it is the same on any number of cores.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

Work = Callable[[Any], list[Any]]
"""Takes a job, returns one result per item of it; a function of a module."""


def shared_out(work: Work, jobs: list[Any]) -> list[list[Any]]:
    """Return what `work` returns for each job: the first is done here, the others by processes of their own.

    A job whose process could not be started, or failed, is done here, too.
    """
    started = [_start(work, job) for job in jobs[1:]]
    try:
        results = [work(jobs[0])]
        for process, job in zip(started, jobs[1:], strict=True):
            results.append(_answer(process) or work(job))
        return results
    finally:
        for process in started:
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()


def _start(work: Work, job: Any) -> subprocess.Popen[bytes] | None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "mining.conformance.cores"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        assert process.stdin is not None
        with process.stdin:
            pickle.dump((work, job), process.stdin)
    except (OSError, pickle.PicklingError):
        return None
    return process


def _answer(process: subprocess.Popen[bytes] | None) -> list[Any] | None:
    if process is None or process.stdout is None:
        return None
    with process.stdout:
        told = process.stdout.read()
    process.wait()
    try:
        answer: list[Any] = pickle.loads(told)
    except (pickle.UnpicklingError, EOFError):
        return None
    return answer


if __name__ == "__main__":
    work, job = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pickle.dumps(work(job)))
