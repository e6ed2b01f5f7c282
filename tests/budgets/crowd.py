"""What requests ask for and are answered among so many tenants."""

from dataclasses import dataclass

from tests.budgets.budgets import BUDGETS, warm_up
from tests.journeys.app import acme_web, jobs
from tests.journeys.village import Village
from tests.support.calls import CallCounter, counting

FEW, MANY = 10, 10_000
_A_FEW_DIGITS = 16
#: One of each way through the house; what they may cost is in `budgets.py`.
REQUESTS = (
    "jwks",
    "authorize: to the provider",
    "authorize: a live session",
    "callback: somebody known",
    "token: a code",
    "token: refresh",
    "token: client_credentials",
    "userinfo",
    "introspect: an access token",
    "revoke: a refresh token",
    "logout: with a hint",
)
COLD = "a process's first answers"


@dataclass(frozen=True, slots=True)
class Seen:
    """What AWS was asked, and how many bytes came back."""

    calls: dict[str, int]
    answered: int

    def is_no_more_than(self, other: "Seen") -> bool:
        """Whether at most a few bytes more were answered: a place in a list has no fixed digits."""
        return self.answered <= other.answered + _A_FEW_DIGITS


def tenants_in(village: Village) -> int:
    rows = village._pretend_table().items
    return sum("CONFIG" in {place.value for place in row} for row in rows.values())


def seen_among(village: Village, tenants: int) -> dict[str, Seen]:
    village.sweep()
    village.be_crowded(tenants)
    assert tenants_in(village) == tenants
    seen = {COLD: start_cold(village)}
    warm_up(village)
    BUDGETS["token: a code"][0](village)()
    for name in REQUESTS:
        prepare, _, _ = BUDGETS[name]
        request = prepare(village)
        village.stock_up()
        with counting(village.dynamodb, village.kms) as counter:
            assert request().status_code < 400, name
        seen[name] = of(counter)
    return seen


def start_cold(village: Village) -> Seen:
    """What a new process asks until it has described the issuer and issued a token."""
    village.grow_cold()
    with counting(village.dynamodb, village.kms) as counter:
        assert acme_web(village).fetch(".well-known/openid-configuration").status_code == 200
        assert jobs(village).token({"grant_type": "client_credentials"}).status_code == 200
    return of(counter)


def of(counter: CallCounter) -> Seen:
    return Seen(dict(counter.by_name), counter.answered)
