"""A ring changes as a whole: of two that change it, one is told to look again."""

from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.writes import put
from chalicelib.tenancy.model import KeyTier
from chalicelib.tokens.keys import KeyStage
from tests.builders import ACME, GLOBEX, a_key, an_event
from tests.fakes.key_rings import MemoryKeyRingStore
from tests.support.at_once import at_once
from tests.support.dynamo import make_table
from tests.support.visiting import OpenTable

WRAPPED = a_key("wrapped", tier=KeyTier.WRAPPED, wrapped=b"private")
NEXT = a_key("next", stage=KeyStage.NEXT)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request):
    if request.param == "memory":
        return MemoryKeyRingStore()
    dynamodb = request.getfixturevalue("dynamodb")
    return DynamoKeyRingStore(OpenTable(make_table(dynamodb), lambda: dynamodb))


def begin(store, tenant=ACME):
    assert store.replace(tenant, store.load(tenant), (a_key("first"),), None)
    return store.load(tenant)


def kids(store, tenant=ACME):
    return {key.kid: str(key.stage) for key in store.load(tenant).ring.keys}


def test_keys_are_added_and_changed_and_none_is_lost(store):
    stored = begin(store)
    retired = replace(a_key("first"), stage=KeyStage.RETIRED)
    assert store.replace(ACME, stored, (NEXT, retired), an_event())
    assert kids(store) == {"first": "retired", "next": "next"}


def test_a_change_of_a_ring_that_has_changed_meanwhile_does_not_happen(store):
    stored = begin(store)
    assert store.replace(ACME, stored, (NEXT,), None)
    late = a_key("late", stage=KeyStage.NEXT)
    assert not store.replace(ACME, stored, (late,), an_event())
    assert kids(store) == {"first": "current", "next": "next"}


def test_a_change_between_the_reads_of_a_ring_does_not_go_unnoticed(dynamodb):
    store = DynamoKeyRingStore(OpenTable(make_table(dynamodb), lambda: dynamodb))
    stored = begin(store)
    rivals = [lambda: store.replace(ACME, stored, (NEXT,), None)]

    def overtake(**_):
        if rivals:
            assert rivals.pop()()

    dynamodb.meta.events.register("after-call.dynamodb", overtake)
    try:
        found = store.load(ACME)
    finally:
        dynamodb.meta.events.unregister("after-call.dynamodb", overtake)
    late = a_key("late", stage=KeyStage.NEXT)
    assert not store.replace(ACME, found, (late,), None)
    assert kids(store) == {"first": "current", "next": "next"}


def test_a_ring_is_read_as_it_was_last_written(dynamodb):
    store = DynamoKeyRingStore(OpenTable(make_table(dynamodb), lambda: dynamodb))
    reads = []

    def note(params, **_):
        reads.append(params["ConsistentRead"])

    dynamodb.meta.events.register("provide-client-params.dynamodb", note)
    try:
        store.load(ACME)
    finally:
        dynamodb.meta.events.unregister("provide-client-params.dynamodb", note)
    assert reads == [True, True]


def test_of_two_first_keys_one_signs(store):
    nothing = store.load(ACME)
    assert store.replace(ACME, nothing, (a_key("one"),), None)
    assert not store.replace(ACME, nothing, (a_key("other"),), None)
    assert kids(store) == {"one": "current"}


def test_another_tenants_ring_is_another(store):
    stored = begin(store)
    theirs = begin(store, GLOBEX)
    assert store.replace(GLOBEX, theirs, (NEXT,), None)
    assert kids(store) == {"first": "current"}
    assert store.replace(ACME, stored, (replace(NEXT, kid="own"),), None)
    assert kids(store, GLOBEX) == {"first": "current", "next": "next"}


def test_of_many_at_once_one_is_first(dynamodb):
    store = DynamoKeyRingStore(OpenTable(make_table(dynamodb), lambda: dynamodb))
    stored = begin(store)
    won = at_once(
        lambda n: store.replace(ACME, stored, (a_key(f"k{n}", stage=KeyStage.NEXT),), None)
    )
    assert won.count(True) == 1
    assert len(kids(store)) == 2


def test_what_a_wrapped_key_signs_with_is_kept_until_it_is_forgotten(store):
    begin(store)
    assert store.replace(ACME, store.load(ACME), (WRAPPED,), None)
    assert store.load(ACME).ring.find("wrapped") == WRAPPED
    forgotten = replace(WRAPPED, wrapped=None)
    assert store.replace(ACME, store.load(ACME), (forgotten,), None)
    assert store.load(ACME).ring.find("wrapped") == forgotten


def test_a_key_of_before_there_were_tiers_is_its_tenants_own(dynamodb):
    table = OpenTable(make_table(dynamodb), lambda: dynamodb)
    item = item_of(keys.signing_key(ACME, "old"), a_key("old"))
    del item["record"]["M"]["tier"]
    table.write(put(item))
    assert DynamoKeyRingStore(table).load(ACME).ring.keys == (a_key("old"),)
