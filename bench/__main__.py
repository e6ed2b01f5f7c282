"""`python -m bench`: measure, print the tables, write build/bench.json."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from bench import status_lists, tiers
from bench.cold import STARTS, Stage, measure_cold
from bench.journeys import LOGIN, MACHINE, REFRESH
from bench.table import table
from bench.warm import WALKS, Measured, measure_warm

OUT = Path("build")
BILLED = (LOGIN, REFRESH, MACHINE)


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
    _print_bill(measured)
    _write(
        {
            "machine": machine,
            **_as_json(cold, measured),
            "status_lists": status_lists.report(),
            "tiers": tiers.report(),
        }
    )


def _print_cold(kind: str, stages: list[Stage]) -> None:
    print(f"\nA cold start, {kind}: ms (medians and minima of {STARTS} processes)\n")
    heads = ("stage", "CPU", "min", "wall", "min")
    print(table(heads, [stage.row() for stage in stages]))


def _print_warm(measured: list[Measured]) -> None:
    print(f"\nA warm process, ms of CPU (medians and minima of {WALKS} walks)\n")
    heads = ("request", "CPU", "min", "AWS calls", "of which KMS", "$ per million")
    print(table(heads, [each.row() for each in measured]))


def _print_bill(measured: list[Measured]) -> None:
    """What follows by way of the table's stream, which is seldom anything, is not in it."""
    print("\nA million of each, at the list prices in bench/prices.py\n")
    billed = [each for name in BILLED for each in measured if each.name == name]
    rows = [
        (service, *(f"${one.bill[service]:.2f}" for one in billed)) for service in billed[0].bill
    ]
    together = (f"${sum(one.bill.values()):.2f}" for one in billed)
    print(table(("service", *BILLED), [*rows, ("together", *together)]))


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
