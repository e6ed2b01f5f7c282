"""Whether what is stored of a tenant fits into the table: DynamoDB keeps 400 KB in one item."""

from collections.abc import Iterator
from typing import Any

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.records import Item, item_of
from chalicelib.adapters.dynamodb.tenants import Configuration
from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.tenancy.section import Fault

LARGEST_ITEM = 400 * 1024
_ROOM = 1024  # for what is written beside the record, such as the version


def oversized(read: TenantDocument) -> Iterator[Fault]:
    """What is too large to be stored: the tenant itself, or one of its clients."""
    configuration = Configuration(
        tenant=read.tenant, connections=read.connections, roles=read.roles
    )
    whole = size_of(item_of(places.config(read.tenant.id), configuration))
    if whole > LARGEST_ITEM - _ROOM:
        what = "the tenant with its connections, APIs, roles and role rules"
        yield Fault("", _told(what, whole))
    for index, client in enumerate(read.clients):
        size = size_of(item_of(places.client(read.tenant.id, client.id), client))
        if size > LARGEST_ITEM - _ROOM:
            yield Fault(f"clients[{index}]", _told("the client", size))


def size_of(item: Item) -> int:
    """How many bytes of its limit DynamoDB counts for an item."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _told(what: str, size: int) -> str:
    return (
        f"{what} would take {size // 1024} KB, and DynamoDB keeps {LARGEST_ITEM // 1024} KB"
        " in one item"
    )


def _size(attribute: Any) -> int:
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "B":
            return len(value.encode() if isinstance(value, str) else value)
        case "N":
            return len(value) // 2 + 2
        case "L":
            return 3 + sum(1 + _size(each) for each in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(each) for name, each in value.items())
        case _:
            return 1  # true, false, or nothing
