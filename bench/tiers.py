"""`python -m bench.tiers`: what a token costs with keys of each tier and algorithm.

A token is a whole request for one that a client has for itself, with one signature: CPU of this
machine, medians and minima, and what KMS charges for it and for the key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from bench.prices import KMS_CALL, KMS_KEY_MONTH, KMS_OTHER_SIGNATURE, MILLION
from bench.table import table
from bench.workshop import Workshop, a_workshop
from chalicelib.tenancy.model import KeyTier
from tests.budgets.budgets import warm_up
from tests.journeys.app import jobs
from tests.journeys.signing import signed_with

TIMES: Final = 200
WARM_UP: Final = 10
ALGORITHMS: Final = ("RS256", "PS256", "ES256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiered:
    """What a token cost with one kind of key."""

    tier: KeyTier
    algorithm: str
    seconds: tuple[float, ...]  # of CPU
    kms_calls: int

    @property
    def dollars(self) -> float:
        """KMS's price of a million tokens."""
        call = KMS_OTHER_SIGNATURE if self.algorithm == "ES256" else KMS_CALL
        return self.kms_calls * call * MILLION

    def row(self) -> tuple[str, ...]:
        """For the table."""
        return (
            f"{self.tier}, {self.algorithm}",
            f"{median(self.seconds) * 1000:.2f}",
            f"{min(self.seconds) * 1000:.2f}",
            str(self.kms_calls),
            f"{self.dollars:.2f}",
            f"{0 if self.tier is KeyTier.WRAPPED else KMS_KEY_MONTH:.2f}",
        )


def main() -> None:
    """Measure and print."""
    report()


def report() -> dict[str, Any]:
    """Print the table, and return it for the file."""
    rows = [each.row() for each in measure_tiers()]
    print(f"\nA client's own token, by the tier of the key ({TIMES} of each)\n")
    heads = ("key", "CPU ms", "least", "KMS calls", "$ of KMS per million", "$ per key and month")
    print(table(heads, rows))
    return {name: list(numbers) for name, *numbers in rows}


def measure_tiers() -> Iterator[Tiered]:
    """Every tier with every algorithm."""
    with a_workshop() as workshop:
        for tier in KeyTier:
            for algorithm in ALGORITHMS:
                with signed_with(workshop.village, "acme", tier=tier, algorithm=algorithm):
                    yield _measure(workshop, tier, algorithm)


def _measure(workshop: Workshop, tier: KeyTier, algorithm: str) -> Tiered:
    for _ in range(WARM_UP):
        _ask(workshop)
    seconds = tuple(_ask(workshop) for _ in range(TIMES))
    with workshop.counted() as ledger:
        _ask(workshop)
    return Tiered(tier=tier, algorithm=algorithm, seconds=seconds, kms_calls=ledger.calls_of("KMS"))


def _ask(workshop: Workshop) -> float:
    warm_up(workshop.village)
    answered = jobs(workshop.village).token({"grant_type": "client_credentials"})
    if answered.status_code != 200:
        raise RuntimeError(answered.text)
    return workshop.meter.spans[-1].seconds


if __name__ == "__main__":
    main()
