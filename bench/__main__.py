"""`python -m bench`: measure, print the tables, write build/bench.json."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from bench.cold import STARTS, Stage, measure_cold
from bench.table import table
from bench.warm import WALKS, Measured, measure_warm

OUT = Path("build")


def main() -> None:
    """Cold starts first: the machine has not been heated by anything else yet."""
    scratch = OUT / "bench"
    scratch.mkdir(parents=True, exist_ok=True)
    machine = {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
    }
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    cold = measure_cold(scratch)
    for kind, stages in cold.items():
        _print_cold(kind, stages)
    measured = measure_warm()
    _print_warm(measured)
    _print_bill(measured[-1])
    _write({"machine": machine, **_as_json(cold, measured)})


def _print_cold(kind: str, stages: list[Stage]) -> None:
    print(f"\nA cold start, {kind}: ms (medians and minima of {STARTS} processes)\n")
    heads = ("stage", "CPU", "min", "wall", "min")
    print(table(heads, [stage.row() for stage in stages]))


def _print_warm(measured: list[Measured]) -> None:
    print(f"\nA warm process, ms of CPU (medians and minima of {WALKS} walks)\n")
    heads = ("request", "CPU", "min", "AWS calls", "of which KMS", "$ per million")
    print(table(heads, [each.row() for each in measured]))


def _print_bill(login: Measured) -> None:
    print("\nA million brokered logins, at the list prices in bench/prices.py\n")
    rows = [(name, f"${dollars:.2f}") for name, dollars in login.bill.items()]
    print(table(("service", "bill"), [*rows, ("together", f"${sum(login.bill.values()):.2f}")]))


def _as_json(cold: dict[str, list[Stage]], measured: list[Measured]) -> dict[str, Any]:
    return {
        "cold": {
            kind: {stage.name: stage.as_json() for stage in stages} for kind, stages in cold.items()
        },
        "warm": {each.name: each.as_json() for each in measured},
    }


def _write(report: dict[str, Any]) -> None:
    file = OUT / "bench.json"
    file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {file}", file=sys.stderr)


if __name__ == "__main__":
    main()
