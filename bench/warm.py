"""CPU, calls to AWS and the bill of each request on a warm process."""

from dataclasses import dataclass
from functools import reduce
from statistics import median
from typing import Any, Final

from bench.capacity import Ledger
from bench.journeys import LOGIN, LOGIN_STEPS, PREPARED, walk
from bench.prices import Cost, bill
from bench.workshop import Workshop, a_workshop

WALKS: Final = 200
WARM_UP: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one kind of request cost, or several together."""

    name: str
    requests: int
    seconds: tuple[float, ...]  # of CPU, one for each time it was measured
    ledger: Ledger

    @property
    def median_ms(self) -> float:
        """Of CPU."""
        return median(self.seconds) * 1000

    @property
    def least_ms(self) -> float:
        """Of CPU."""
        return min(self.seconds) * 1000

    @property
    def bill(self) -> dict[str, float]:
        """Dollars for a million, by service."""
        cost = Cost(
            requests=self.requests,
            cpu_seconds=median(self.seconds),
            kms_calls=self.ledger.calls_of("KMS"),
            write_units=self.ledger.write_units,
            read_units=self.ledger.read_units,
        )
        return bill(cost)

    def row(self) -> tuple[str, ...]:
        """For the table."""
        return (
            self.name,
            f"{self.median_ms:.2f}",
            f"{self.least_ms:.2f}",
            str(self.ledger.calls.total()),
            str(self.ledger.calls_of("KMS")),
            f"{sum(self.bill.values()):.2f}",
        )

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {
            "cpu_ms": {"median": round(self.median_ms, 3), "min": round(self.least_ms, 3)},
            "aws_calls": dict(self.ledger.calls),
            "dynamodb_units": {
                "write": self.ledger.write_units,
                "read": self.ledger.read_units,
            },
            "dollars_per_million": {name: round(line, 2) for name, line in self.bill.items()},
        }


def measure_warm() -> list[Measured]:
    """Walk often; then say what each request of the walk cost, and what the login's did."""
    with a_workshop() as workshop:
        for _ in range(WARM_UP):
            list(walk(workshop.village))
        ledgers = count(workshop)
        walks = [_time(workshop) for _ in range(WALKS)]
    single = [
        Measured(name=name, requests=1, seconds=tuple(one[name] for one in walks), ledger=ledger)
        for name, ledger in ledgers.items()
    ]
    login = Measured(
        name=LOGIN,
        requests=len(LOGIN_STEPS),
        seconds=tuple(sum(one[step] for step in LOGIN_STEPS) for one in walks),
        ledger=reduce(Ledger.plus, (ledgers[step] for step in LOGIN_STEPS)),
    )
    return [*single, login]


def _time(workshop: Workshop) -> dict[str, float]:
    spans = workshop.meter.spans
    return {name: spans[-1].seconds for name in walk(workshop.village) if name != PREPARED}


def count(workshop: Workshop) -> dict[str, Ledger]:
    """What each request asks of AWS. Apart from timing, for counting takes its time."""
    ledgers: dict[str, Ledger] = {}
    steps = walk(workshop.village)
    while True:
        with workshop.counted() as ledger:
            name = next(steps, None)
        if name is None:
            return ledgers
        if name != PREPARED:
            ledgers[name] = ledger
