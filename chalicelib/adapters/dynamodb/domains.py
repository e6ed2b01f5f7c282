"""Whose a host is: one item for each domain, written with the tenant that has it."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import string
from chalicelib.adapters.dynamodb.cache import Bounds, Cache
from chalicelib.adapters.dynamodb.records import Item
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, delete, put
from chalicelib.ambient import Clock
from chalicelib.tenancy.domain import wrong_domain
from chalicelib.tenancy.model import TenantId

_IS_OURS = "attribute_not_exists(#pk) OR #tenant = :tenant"


class DomainTaken(Exception):
    """The domain is another tenant's. Nothing was written."""


class DynamoDomains:
    """Keeps the promise of `TenantDomains`."""

    def __init__(self, table: Table, clock: Clock, bounds: Bounds | None = None) -> None:
        self._table = table
        self._cache: Cache[str, TenantId] = Cache(clock, bounds)

    def find(self, domain: str) -> TenantId | None:
        """Return whose it was within the last minute; what could be nobody's is not looked up."""
        if wrong_domain(domain):
            return None
        return self._cache.get(domain, lambda: self._load(domain))

    def _load(self, domain: str) -> TenantId | None:
        # Eventually consistent, as the tenant is that is asked next and has the last word.
        item = self._table.find(keys.domain(domain), consistent=False)
        return _holder(item) if item else None


def find_holders(table: Table, domains: Sequence[str]) -> dict[str, TenantId]:
    """Whose each domain is, as it was last written; without those that are nobody's."""
    items = table.find_all(list(map(keys.domain, domains)))
    found = zip(domains, items, strict=True)
    return {domain: _holder(item) for domain, item in found if item is not None}


def _holder(item: Item) -> TenantId:
    return TenantId(item["tenant"]["S"])


def move_domain(tenant: TenantId, before: str | None, after: str | None) -> list[Write]:
    """Give one domain of the tenant's up and take another, unless somebody else has it."""
    writes = []
    if before and before != after:
        writes.append(delete(keys.domain(before), _IS_OURS, {":tenant": string(tenant)}))
    if after:
        place = {name: dict(part) for name, part in keys.domain(after).items()}
        item = {**place, "tenant": string(tenant)}
        writes.append(put(item, _IS_OURS, {":tenant": string(tenant)}))
    return writes


def domain_in(write: Write) -> str | None:
    """The domain that a write is about; None if it is about something else."""
    place = write.arguments.get("Key") or write.arguments["Item"]
    return keys.read_domain({"pk": place["pk"], "sk": place["sk"]})
