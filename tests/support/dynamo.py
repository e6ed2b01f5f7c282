"""The storage ports over a DynamoDB that a test may ruin."""

from itertools import count
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attempts import DynamoAttempts
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.codes import DynamoCodes
from chalicelib.adapters.dynamodb.families import DynamoFamilies
from chalicelib.adapters.dynamodb.people import DynamoPeople
from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.dynamodb.records import EXISTS
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.sign_ins import DynamoSignIns
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import (
    DynamoConnections,
    DynamoKeyRings,
    DynamoRoleBooks,
    DynamoTenants,
    Houses,
)
from chalicelib.adapters.dynamodb.writes import update
from chalicelib.tenancy.model import TenantId
from ops.cloudformation import load_template, resources_of
from tests.fakes.clock import FrozenClock
from tests.fakes.entropy import CountingEntropy
from tests.fakes.store import Store

TEMPLATE = Path("infra/resources.yaml")
_numbers = count()


def make_table(client: Any) -> str:
    """Create an empty table with the keys of the deployed one; return its name."""
    (table,) = resources_of(load_template(TEMPLATE), "AWS::DynamoDB::Table").values()
    told = ("AttributeDefinitions", "KeySchema", "BillingMode")
    name = f"vestibule-{next(_numbers)}"
    client.create_table(TableName=name, **{part: table["Properties"][part] for part in told})
    return name


def dynamo_store(client: Any, table_name: str | None = None) -> Store:
    """The ports over a table of their own, or over one that another process uses too."""
    table = Table(table_name or make_table(client), lambda: client)
    clock = FrozenClock()
    houses = Houses(table, clock)

    def change(tenant: TenantId, user_id: str, change: str, **values: Any) -> None:
        named = {f":{name}": value for name, value in values.items()}
        assert table.write(update(keys.user(tenant, user_id), change, EXISTS, named)).happened

    def grant_role(tenant: TenantId, user_id: str, role: str) -> None:
        text = "SET #record.#roles_granted = list_append(#record.#roles_granted, :role)"
        change(tenant, user_id, text, role={"L": [{"S": role}]})

    def disable(tenant: TenantId, user_id: str, now: int) -> None:
        change(tenant, user_id, "SET #record.#disabled_at = :now", now=number(now))

    return Store(
        publisher=Publisher(table, clock, CountingEntropy()),
        tenants=DynamoTenants(houses),
        connections=DynamoConnections(houses),
        roles=DynamoRoleBooks(houses),
        keys=DynamoKeyRings(houses),
        clients=DynamoClients(table, clock),
        attempts=DynamoAttempts(table, CountingEntropy()),
        people=DynamoPeople(table),
        sessions=DynamoSessions(table),
        session_ends=DynamoSessions(table),
        families=DynamoFamilies(table, clock, CountingEntropy()),
        sign_ins=DynamoSignIns(table),
        codes=DynamoCodes(table, CountingEntropy()),
        grant_role=grant_role,
        disable=disable,
        clock=clock,
    )
