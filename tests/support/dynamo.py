"""The storage ports over a DynamoDB that a test may ruin."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attempts import DynamoAttempts
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.codes import DynamoCodes
from chalicelib.adapters.dynamodb.directory import DynamoDirectory
from chalicelib.adapters.dynamodb.edition import Edition
from chalicelib.adapters.dynamodb.families import DynamoFamilies
from chalicelib.adapters.dynamodb.invitations import DynamoInvitations
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.namesakes import DynamoNamesakes
from chalicelib.adapters.dynamodb.people import DynamoPeople
from chalicelib.adapters.dynamodb.people_changes import DynamoPeopleChanges
from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.dynamodb.records import EXISTS, read_record
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.sign_ins import DynamoSignIns
from chalicelib.adapters.dynamodb.status_indexes import DynamoStatusIndexes
from chalicelib.adapters.dynamodb.status_lists import DynamoStatusLists
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import (
    DynamoConnections,
    DynamoKeyRings,
    DynamoRoleBooks,
    DynamoTenants,
    Houses,
)
from chalicelib.adapters.dynamodb.writes import update
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.keys import SigningKey
from ops.cloudformation import load_template, resources_of
from tests.fakes.clock import FrozenClock
from tests.fakes.entropy import CountingEntropy
from tests.fakes.store import Store
from tests.support.visiting import visiting

TEMPLATE = Path("infra/resources.yaml")
_numbers = count()


@dataclass(frozen=True)
class Publishing:
    """Publishes a tenant in one go, and adds keys to its ring."""

    publisher: Publisher
    rings: DynamoKeyRingStore

    def publish(self, tenant: Tenant, *parts: Any) -> int:
        names = ("connections", "roles", "clients", "keys", "document")
        named = dict(zip(names, parts, strict=True))
        if keys := named.pop("keys"):
            stored = self.rings.load(tenant.id)
            assert self.rings.replace(tenant.id, stored, keys, None)
        edition = Edition(tenant=tenant, **named)
        return self.publisher.publish(self.publisher.claim(tenant.id), edition)

    def keys_of(self, tenant: TenantId) -> tuple[SigningKey, ...]:
        return self.rings.load(tenant).ring.keys


def make_table(client: Any) -> str:
    """Create an empty table with the keys of the deployed one; return its name."""
    (table,) = resources_of(load_template(TEMPLATE), "AWS::DynamoDB::Table").values()
    told = ("AttributeDefinitions", "KeySchema", "BillingMode")
    name = f"vestibule-{next(_numbers)}"
    client.create_table(
        TableName=name,
        StreamSpecification={"StreamEnabled": True, **table["Properties"]["StreamSpecification"]},
        **{part: table["Properties"][part] for part in told},
    )
    return name


def dynamo_store(client: Any, table_name: str | None = None) -> Store:
    """The ports over a table of their own, or over one that another process uses too."""
    table_name = table_name or make_table(client)
    table = Table(table_name, lambda: client)
    clock = FrozenClock()
    houses = Houses(table, clock)

    def change(tenant: TenantId, user_id: str, change: str, **values: Any) -> None:
        named = {f":{name}": value for name, value in values.items()}
        assert table.write(update(keys.user(tenant, user_id), change, EXISTS, named)).happened

    def grant_role(tenant: TenantId, user_id: str, role: str) -> None:
        granted = "#record.#roles_granted = list_append(#record.#roles_granted, :role)"
        version = "#record.#roles_version = #record.#roles_version + :one"
        role_and_one = {"role": {"L": [{"S": role}]}, "one": number(1)}
        change(tenant, user_id, f"SET {granted}, {version}", **role_and_one)

    def disable(tenant: TenantId, user_id: str, now: int) -> None:
        change(tenant, user_id, "SET #record.#disabled_at = :now", now=number(now))

    def trail(tenant: TenantId) -> list[AuditEvent]:
        lines = [
            item
            for item in client.scan(TableName=table_name, ConsistentRead=True)["Items"]
            if item["pk"]["S"].startswith(f"T#{tenant}#AUDIT#")
        ]
        lines.sort(key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
        return [read_record(AuditEvent, line) for line in lines]

    kept = Store(
        publisher=Publishing(Publisher(table, clock, CountingEntropy()), DynamoKeyRingStore(table)),
        tenants=DynamoTenants(houses),
        connections=DynamoConnections(houses),
        roles=DynamoRoleBooks(houses),
        keys=DynamoKeyRings(houses),
        clients=DynamoClients(table, clock),
        attempts=DynamoAttempts(table, CountingEntropy()),
        people=DynamoPeople(table),
        namesakes=DynamoNamesakes(table),
        invitations=DynamoInvitations(table),
        sessions=DynamoSessions(table),
        session_ends=DynamoSessions(table),
        directory=DynamoDirectory(table),
        people_changes=DynamoPeopleChanges(table),
        places=DynamoStatusIndexes(table, clock, CountingEntropy()),
        status_lists=DynamoStatusLists(table),
        families=DynamoFamilies(table, clock, CountingEntropy()),
        sign_ins=DynamoSignIns(table),
        codes=DynamoCodes(table, CountingEntropy()),
        grant_role=grant_role,
        disable=disable,
        trail=trail,
        clock=clock,
    )
    found: Store = visiting(kept, "clock")
    return found
