"""Tenants of the village whose keys are of another tier or algorithm, as after a rotation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.records import item_of, read_record
from chalicelib.adapters.dynamodb.tenants import Configuration
from chalicelib.tenancy.model import KeyPolicy, KeyTier, Tenant, TenantId
from chalicelib.tokens.keys import KeyRing, KeyStage
from tests.journeys.village import Village
from tests.support.visiting import OpenTable


@contextmanager
def signed_with(
    village: Village, *tenants: str, tier: KeyTier, algorithm: str = "RS256"
) -> Iterator[None]:
    """Have these tenants sign with keys of the tier while the block runs, for every algorithm."""
    algorithms = tuple(dict.fromkeys(("RS256", algorithm)))
    policy = KeyPolicy(algorithms=algorithms, algorithm=algorithm, tier=tier)
    before = [item for name in tenants for item in _items(village, name)]
    for name in tenants:
        _change(village, TenantId(name), policy)
    _forget(village)
    try:
        yield
    finally:
        for item in [item for name in tenants for item in _items(village, name)]:
            key = {"pk": item["pk"], "sk": item["sk"]}
            village.dynamodb.delete_item(TableName=village.destination.table, Key=key)
        for item in before:
            village.dynamodb.put_item(TableName=village.destination.table, Item=item)
        _forget(village)


def pin_api(village: Village, tenant: str, algorithm: str) -> None:
    """Let the APIs of a tenant take this algorithm alone; within a block of `signed_with`."""
    found = _configuration(village, TenantId(tenant))
    apis = tuple(replace(api, signing_algorithm=algorithm) for api in found.tenant.apis)
    _configure(village, found, replace(found.tenant, apis=apis))
    _forget(village)


def _forget(village: Village) -> None:
    """Status lists too, which are held for a second: no real key leaves as suddenly as these do."""
    village.clock.advance(5)
    village.grow_cold()


def _change(village: Village, tenant: TenantId, policy: KeyPolicy) -> None:
    found = _configuration(village, tenant)
    _configure(village, found, replace(found.tenant, keys=policy))
    store = DynamoKeyRingStore(OpenTable.at(village.destination))
    stored, keeper = store.load(tenant), village.destination.open_keeper()
    now = village.clock.now()
    made = [
        replace(keeper.make(tenant, name, policy.tier, KeyRing(())), since=now)
        for name in policy.algorithms
    ]
    retired = [
        replace(key, stage=KeyStage.RETIRED)
        for key in stored.ring.keys
        if key.stage is KeyStage.CURRENT and key.kid not in {one.kid for one in made}
    ]
    assert store.replace(tenant, stored, (*made, *retired), None)


def _configuration(village: Village, tenant: TenantId) -> Configuration:
    (item,) = [one for one in _items(village, tenant) if one["sk"]["S"] == "CONFIG"]
    return read_record(Configuration, item)


def _configure(village: Village, found: Configuration, tenant: Tenant) -> None:
    item = item_of(places.config(tenant.id), replace(found, tenant=tenant))
    village.dynamodb.put_item(TableName=village.destination.table, Item=item)


def _items(village: Village, tenant: str) -> list[dict]:
    """The tenant's configuration and keys as they are at this moment."""
    ours = [item for item in village.items() if item["pk"]["S"] == f"T#{tenant}"]
    return [one for one in ours if one["sk"]["S"].startswith(("CONFIG", "KEY#", "RING"))]
