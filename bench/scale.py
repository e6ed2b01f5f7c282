"""Where a broker that grows meets a limit first, and what a million of anything costs: counted.

Everything is counted on a walk through the house, for each tier of signing keys; nothing is timed.
"""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from typing import Final

from bench.capacity import Ledger
from bench.journeys import LOGIN, LOGIN_STEPS, LOGOUT, MACHINE, REFRESH
from bench.prices import (
    DYNAMODB_READ_UNIT,
    DYNAMODB_WRITE_UNIT,
    KMS_CALL,
    KMS_OTHER_SIGNATURE,
    MILLION,
)
from bench.quotas import KMS_ELLIPTIC, KMS_RSA
from bench.warm import count
from bench.workshop import Workshop, a_workshop
from chalicelib.tenancy.model import KeyTier
from tests.budgets.budgets import BUDGETS
from tests.journeys.app import acme_web
from tests.journeys.signing import signed_with

NEWCOMER: Final = "first callback of somebody new"
RENEWAL: Final = "a status list is signed anew"
MINUTE: Final = "a process looks a tenant and a client up again"
#: What is told of: a person comes, stays, goes; a program comes; what follows of itself.
TOLD: Final = (LOGIN, NEWCOMER, REFRESH, MACHINE, LOGOUT, RENEWAL, MINUTE)
#: Of these, the ones that KMS signs for again and again.
SIGNED: Final = (LOGIN, REFRESH, MACHINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One way to keep signing keys, as a tenant's document says it."""

    name: str
    tier: KeyTier
    algorithm: str


TIERS: Final = (
    Tier(name="`dedicated` or `shared`, RS256", tier=KeyTier.DEDICATED, algorithm="RS256"),
    Tier(name="`dedicated` or `shared`, PS256", tier=KeyTier.DEDICATED, algorithm="PS256"),
    Tier(name="`dedicated` or `shared`, ES256", tier=KeyTier.DEDICATED, algorithm="ES256"),
    Tier(name="`wrapped`, any", tier=KeyTier.WRAPPED, algorithm="RS256"),
)


def count_journeys(keys: Tier) -> dict[str, Ledger]:
    """What each journey asks of AWS where a tenant keeps its signing keys like this."""
    with (
        a_workshop() as workshop,
        signed_with(workshop.village, "acme", tier=keys.tier, algorithm=keys.algorithm),
    ):
        count(workshop)  # once, to have everything remembered
        ledgers = count(workshop)
        with workshop.counted() as renewed:
            workshop.village.settle()
        ledgers |= {RENEWAL: renewed, NEWCOMER: _newcomer(workshop), MINUTE: _minute(workshop)}
    login = reduce(Ledger.plus, (ledgers[step] for step in LOGIN_STEPS))
    return {**ledgers, LOGIN: login}


def _newcomer(workshop: Workshop) -> Ledger:
    request = BUDGETS["callback: somebody new"][0](workshop.village)
    with workshop.counted() as ledger:
        request()
    return ledger


def _minute(workshop: Workshop) -> Ledger:
    app = acme_web(workshop.village)
    workshop.village.clock.advance(61)
    with workshop.counted() as ledger:
        app.revoke("nothing of ours")
    return ledger


def dynamodb_dollars(ledger: Ledger) -> float:
    """What a million cost at DynamoDB, on demand."""
    written = ledger.write_units * DYNAMODB_WRITE_UNIT
    return (written + ledger.read_units * DYNAMODB_READ_UNIT) * MILLION


def kms_dollars(ledger: Ledger) -> float:
    """What a million cost at KMS: RSA keys are ours of 2048 bits, which are the cheap ones."""
    elliptic = _elliptic(ledger.signatures)
    others = ledger.calls_of("KMS") - elliptic
    return (others * KMS_CALL + elliptic * KMS_OTHER_SIGNATURE) * MILLION


def most_in_a_second(ledger: Ledger) -> float | None:
    """How many a second the quotas for signatures allow; None where nobody asks KMS to sign."""
    elliptic = _elliptic(ledger.signatures)
    rsa = ledger.signatures.total() - elliptic
    limits = [quota / asked for quota, asked in ((KMS_RSA, rsa), (KMS_ELLIPTIC, elliptic)) if asked]
    return min(limits, default=None)


def _elliptic(signatures: Counter[str]) -> int:
    return sum(many for name, many in signatures.items() if name.startswith("ECDSA"))
