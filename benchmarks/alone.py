"""One program of a benchmark in a process of its own, and how much memory it held."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any


def alone(script: str, name: str, path: Path) -> Any:
    """Run one program of a script alone; return what it printed last, as JSON."""
    words = [sys.executable, script, "--only", name, "--file", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def peak_gb() -> float:
    """The most memory that this process held; where the system tells, without what it was started from held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
