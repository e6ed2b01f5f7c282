"""Cold starts: fresh processes, one after the other, from their import to their first answers."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.recording import record
from ops.package.smoke import ENVIRONMENT
from tests.journeys.village import PUBLIC_URL

STARTS: Final = 15
#: How a process may start, and what of its environment says so.
KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "loading what is needed, when it is": {},
    "loading ahead, as for a snapshot": {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a start, in milliseconds, once for each process."""

    name: str
    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    def row(self) -> tuple[str, ...]:
        """For the table."""
        numbers = (median(self.cpu), min(self.cpu), median(self.wall), min(self.wall))
        return (self.name, *(f"{number:.0f}" for number in numbers))

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {
            "cpu_ms": {"median": round(median(self.cpu), 1), "min": round(min(self.cpu), 1)},
            "wall_ms": {"median": round(median(self.wall), 1), "min": round(min(self.wall), 1)},
        }


def measure_cold(scratch: Path) -> dict[str, list[Stage]]:
    """The stages of a start, for each of KINDS."""
    recording = scratch / "recording.json"
    recording.write_text(json.dumps(record()), encoding="utf-8")
    return {kind: _measure(recording, told) for kind, told in KINDS.items()}


def _measure(recording: Path, told: Mapping[str, str]) -> list[Stage]:
    """Start often; the first start, which compiles what the others find compiled, is left out."""
    starts = [_start(recording, told) for _ in range(STARTS + 1)][1:]
    return [
        Stage(
            name=name,
            cpu=tuple(start[name][0] * 1000 for start in starts),
            wall=tuple(start[name][1] * 1000 for start in starts),
        )
        for name in starts[0]
    ]


def _start(recording: Path, told: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    # The zip ships bytecode, so here it is found, too, whatever the surroundings say.
    command = [sys.executable, "-X", f"pycache_prefix={recording.parent / 'bytecode'}"]
    ended = subprocess.run(
        [*command, "-m", "bench.cold_process", str(recording)],
        env={**ENVIRONMENT, "VESTIBULE_PUBLIC_URL": PUBLIC_URL, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    stages: dict[str, tuple[float, float]] = json.loads(ended.stdout.splitlines()[-1])
    return stages
