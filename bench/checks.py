"""What one check of a token costs: the API that verifies it, and us when we are asked instead."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bench.journeys import PERSON
from bench.list_sizes import TIMES, Duration, revoked_among, timed
from bench.warm import Measured
from bench.workshop import Workshop, a_workshop
from chalicelib.adapters.dynamodb.statuses import change_status
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import SIZE
from chalicelib.wiring.journeys import publish_statuses
from tests.budgets.budgets import warm_up
from tests.fakes.invocation import Invocation
from tests.journeys.app import App, acme_web, an_api
from tests.journeys.browser import Browser
from tests.journeys.village import Village
from vestibule_verifier import Answer, Verifier
from vestibule_verifier.clock import Moment

API: Final = "https://api.acme.test"
RATE: Final = 0.01
ACME: Final = TenantId("acme")
_STATUS_LIST: Final = "status/0"
#: Places below are those of what still lives.
_YOUNG: Final = 1024
_MANY: Final = 200  # a check is over before the clock has moved


@dataclass(frozen=True, slots=True)
class _Paused:
    """The verifier's clocks, at the village's time."""

    village: Village

    def now(self) -> Moment:
        now = float(self.village.clock.now())
        return Moment(now, now)


@dataclass(slots=True)
class _Remembered:
    """The network of an API: what the broker answers, asked once."""

    app: App
    answers: dict[str, Answer] = field(default_factory=dict)

    def get(self, url: str, _: Mapping[str, str]) -> Answer:
        if url not in self.answers:
            response = self.app.fetch(url.removeprefix(f"{self.app.issuer}/"))
            headers = {name.lower(): text for name, text in response.headers.items()}
            self.answers[url] = Answer(status=200, headers=headers, body=response.data)
        return self.answers[url]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What was measured of checks."""

    verifying: tuple[Duration, ...]
    introspect: Measured
    poll: Measured
    relay: Measured


def measure_checks() -> Checks:
    """With a list of which one in a hundred places was revoked."""
    with a_workshop() as workshop:
        village = workshop.village
        app, api = acme_web(village), an_api(village)
        village.stock_up()
        answer = app.sign_in(Browser(village), PERSON, "google")
        tokens: Any = app.redeem(answer["code"]).json
        token = tokens["access_token"]
        _fill(village)
        return Checks(
            verifying=tuple(_verify(village, app, token)),
            introspect=_ask(workshop, "introspect", lambda: api.introspect(token)),
            poll=_ask(workshop, "a list, from the table", lambda: app.fetch(_STATUS_LIST)),
            relay=_relay(workshop),
        )


def _fill(village: Village) -> None:
    """A list that is old enough for a hundredth of its tokens to be revoked, but not ours."""
    table = _table(village)
    with in_house_of(ACME):
        for index, status in revoked_among(SIZE, RATE).items():
            if index > _YOUNG:
                table.write(change_status(ACME, StatusIndex(0, index), status))
        acme: Any = village.ports.tenants.find(ACME)
        publish_statuses(village.ports).compose(acme, 0)
    village.stream.drain()


def _verify(village: Village, app: App, token: str) -> Iterator[Duration]:
    """The package that APIs install, with keys and list at hand and without."""
    network = _Remembered(app)

    def verifier() -> Verifier:
        return Verifier(app.issuer, API, transport=network, clock=_Paused(village))

    at_hand = verifier()
    claims = at_hand.verify(token).claims
    statuses = at_hand._statuses  # noqa: SLF001 - a part of the whole, to be told apart from it
    yield timed("verify a token, all at hand", lambda: at_hand.verify(token), at_once=_MANY)
    yield timed(
        "of this: two places in the list",
        lambda: statuses.require_valid(claims),
        at_once=_MANY,
    )
    yield timed("verify the first token: read keys and list, too", lambda: verifier().verify(token))


def _ask(workshop: Workshop, name: str, request: Callable[[], Any]) -> Measured:
    """What a request costs us, with the tenant remembered and the list not held any more."""
    village, seconds = workshop.village, []
    for _ in range(TIMES):
        village.clock.advance(5)
        warm_up(village)
        _require_ok(request())
        seconds.append(workshop.meter.spans[-1].seconds)
    village.clock.advance(5)
    warm_up(village)
    with workshop.counted() as ledger:
        _require_ok(request())
    return Measured(name=name, requests=1, seconds=tuple(seconds), ledger=ledger)


def _relay(workshop: Workshop) -> Measured:
    """What the relay does for one place that changed."""
    seconds = [_relay_change(workshop, index) for index in range(_YOUNG - TIMES, _YOUNG)]
    records = _change(workshop.village, _YOUNG)
    with workshop.counted() as ledger:
        workshop.village.functions.relay({"Records": records}, Invocation())
    # No request of the gateway's; and Lambda brings a batch of changes at once.
    return Measured(
        name="the relay publishes one change", requests=0, seconds=tuple(seconds), ledger=ledger
    )


def _relay_change(workshop: Workshop, index: int) -> float:
    records, relay = _change(workshop.village, index), workshop.village.functions.relay
    _, seconds = workshop.meter.timed(lambda: relay({"Records": records}, Invocation()))
    return seconds


def _change(village: Village, index: int) -> list[dict[str, Any]]:
    with in_house_of(ACME):
        _table(village).write(change_status(ACME, StatusIndex(0, index), Status.INVALID))
    records = village.stream.drain()
    if len(records) != 1:
        raise RuntimeError(f"{len(records)} records of one change")
    return records


def _table(village: Village) -> Table:
    return Table(village.destination.table, lambda: village.dynamodb)


def _require_ok(response: Any) -> None:
    if response.status_code != 200:
        raise RuntimeError(response.text)
