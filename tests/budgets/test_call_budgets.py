"""What each request costs in a warm process, and that it costs the same in a crowded house."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.codes import new_code
from chalicelib.adapters.dynamodb.persons import person_writes
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.sessions import new_session
from chalicelib.adapters.dynamodb.tenants import Configuration
from chalicelib.adapters.dynamodb.writes import Write, put
from chalicelib.identity.link import Settlement
from chalicelib.tenancy.model import Tenant, TenantId
from tests.budgets.budgets import BUDGETS, WRITTEN_WHILE_SIGNING, Request, warm_up
from tests.builders import a_client, a_code, a_session, a_user, an_identity
from tests.journeys.app import acme_web
from tests.journeys.browser import Browser
from tests.journeys.village import Village
from tests.support.calls import CallCounter, counting
from tests.support.visiting import OpenTable

CROWD = 50


@contextmanager
def side_by_side(clients: tuple[Any, ...], name: str) -> Iterator[None]:
    """Let calls wait for one another, as they would for services that are far away.

    The pretend AWS answers so fast that two threads could take turns and look like one. Here those
    that are made at the same time surely overlap; those that are not wait in vain, and it shows.
    """
    _, calls, _ = BUDGETS[name]
    meant = {"Sign", *WRITTEN_WHILE_SIGNING.get(name, ())}
    meeting = Barrier(max(sum(calls.get(each, 0) for each in meant), 1))

    def wait(model: Any, **_: Any) -> None:
        if model.name in meant:
            with suppress(BrokenBarrierError):
                meeting.wait(timeout=1)

    for client in clients:
        client.meta.events.register("before-call", wait)
    try:
        yield
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", wait)


def measure(village: Village, request: Request, name: str) -> CallCounter:
    village.stock_up()
    warm_up(village)
    clients = (village.dynamodb, village.kms)
    # In this order: each call is counted before it waits.
    with counting(*clients) as counter, side_by_side(clients, name):
        assert request().status_code < 500
    return counter


@pytest.fixture(scope="module")
def crowded(village: Village) -> Village:
    """The same village with many more tenants, clients and people in it."""
    table = OpenTable(village.destination.table, lambda: village.dynamodb)
    # One by one: the pretend table copies itself whole for each transaction.
    for write in _crowd(village.households["acme"].document.tenant):
        table.write(write)
    return village


def _crowd(acme: Tenant) -> Iterator[Write]:
    for number in range(CROWD):
        other = replace(acme, id=TenantId(f"tenant-{number}"))
        yield put(item_of(keys.config(other.id), Configuration(tenant=other)))
        client = a_client(id=f"client-{number}")
        yield put(item_of(keys.client(acme.id, client.id), client))
        yield from _somebody(acme.id, f"person-{number}")


def _somebody(tenant: TenantId, name: str) -> Iterator[Write]:
    identity = an_identity(key=replace(an_identity().key, subject=name), user_id=name)
    settlement = Settlement(user=a_user(id=name), identity=identity, is_new=True, is_changed=True)
    yield from person_writes(tenant, settlement)
    yield from new_session(tenant, a_session(name, user_id=name))
    yield new_code(tenant, a_code(name, user_id=name))


@pytest.mark.parametrize("name", BUDGETS)
def test_a_request_keeps_its_budget(village: Village, name: str) -> None:
    prepare, calls, depth = BUDGETS[name]
    prepare(village)()
    counter = measure(village, prepare(village), name)
    assert (dict(counter.by_name), counter.depth) == (calls, depth)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_crowd_makes_nothing_dearer(crowded: Village, name: str) -> None:
    prepare, calls, depth = BUDGETS[name]
    counter = measure(crowded, prepare(crowded), name)
    assert (dict(counter.by_name), counter.depth) == (calls, depth)


def test_after_a_minute_a_tenant_is_one_query_and_a_client_one_read(crowded: Village) -> None:
    crowded.clock.advance(60)
    with counting(crowded.dynamodb, crowded.kms) as counter:
        acme_web(crowded).ask(Browser(crowded), prompt="none")
    assert (dict(counter.by_name), counter.depth) == ({"Query": 1, "GetItem": 1}, 2)


@pytest.mark.parametrize("name", ["authorize: to the chooser", "authorize: to the provider"])
def test_whoever_is_not_signed_in_writes_one_small_item_that_expires(
    village: Village, name: str
) -> None:
    prepare, _, _ = BUDGETS[name]
    before = set(village.stored())
    prepare(village)()
    (written,) = set(village.stored()) - before
    assert "#ATTEMPT#" in written
    assert "expires_at" in written
    assert len(written) < 4096
