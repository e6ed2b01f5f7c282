"""`python -m bench.status_lists`: what it costs that an API knows what was revoked.

Sizes are exact; times are CPU of this machine, medians and minima; dollars come from counted
calls and bench/prices.py, data transfer left out.
"""

from collections.abc import Sequence
from typing import Any

from bench.checks import RATE, Checks, measure_checks
from bench.list_sizes import TIMES, Duration, Size, measure_building, measure_sizes
from bench.prices import MILLION
from bench.table import table
from bench.warm import Measured
from chalicelib.tokens.status_list import TTL

_POLLS_A_DAY = 24 * 3600 // TTL


def main() -> None:
    """Measure and print."""
    report()


def report() -> dict[str, Any]:
    """Print the tables, and return them for the file."""
    sizes, building = list(measure_sizes()), [*measure_building(0.001), *measure_building(RATE)]
    _print_sizes(sizes)
    _print_durations("From statuses to a signed list of 131,072 places", building)
    checks = measure_checks()
    _print_durations(f"An API checks a token, {RATE:.0%} of the list revoked", checks.verifying)
    _print_our_side(checks)
    return {
        "sizes": [size.row() for size in sizes],
        "durations_ms": [each.row() for each in (*building, *checks.verifying)],
        "our_side": {each.name: each.as_json() for each in _our_side(checks)},
    }


def _print_sizes(sizes: Sequence[Size]) -> None:
    print("\nA tenant with a million places: bytes\n")
    heads = ("revoked", "layout", "packed", "compressed", "signed", "all signed", "gzip'd again")
    print(table(heads, [size.row() for size in sizes]))


def _print_durations(title: str, durations: Sequence[Duration]) -> None:
    print(f"\n{title}: ms of CPU (medians and minima of {TIMES})\n")
    print(table(("step", "CPU", "min"), [each.row() for each in durations]))


def _print_our_side(checks: Checks) -> None:
    print(f"\nWhat that costs on our side, ms of CPU (medians and minima of {TIMES})\n")
    heads = ("request", "CPU", "min", "AWS calls", "of which KMS", "$ per million")
    print(table(heads, [each.row() for each in _our_side(checks)]))
    poll, check = _dollars(checks.poll), _dollars(checks.introspect)
    print(
        f"\nA process of an API that polls a list all day long ({_POLLS_A_DAY:,} times, every"
        f" {TTL} s): ${poll * _POLLS_A_DAY:.4f} a day, however many tokens it checks.\n"
        f"A million checks by introspection: ${check * MILLION:.2f}. The list is cheaper from"
        f" {poll * _POLLS_A_DAY / check:,.0f} checks a day on, for each list and process."
    )


def _our_side(checks: Checks) -> tuple[Measured, ...]:
    return checks.introspect, checks.poll, checks.relay


def _dollars(measured: Measured) -> float:
    """For one."""
    return sum(measured.bill.values()) / MILLION


if __name__ == "__main__":
    main()
