"""Transactions that cost what they touch.

Before each write of a transaction moto copies the whole table, items and all, to have something to
go back to. Only what the transaction names can change, so only that need be copied deeply: else a
test pays for everything that other tests left behind.
"""

import copy
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

Place = tuple[DynamoType, DynamoType]
Transact = Callable[[DynamoDBBackend, list[dict[str, Any]]], None]

_thread = threading.local()


def touching_only_what_it_names(transact: Transact) -> Transact:
    """Remember, while a transaction runs, which items it names."""

    @wraps(transact)
    def repaired(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        _thread.operations = [next(iter(each.values())) for each in transact_items]
        try:
            transact(backend, transact_items)
        finally:
            _thread.operations = None

    return repaired


def copied_table(table: Table, memo: dict[int, Any]) -> Table:
    """The copy that moto goes back to: deep where the transaction may write, shared elsewhere."""
    copied = copy.copy(table)
    memo[id(table)] = copied
    copied.items = _copied_rows(table) if table.has_range_key else copy.deepcopy(table.items, memo)
    copied.stream_shard = copy.deepcopy(table.stream_shard, memo)
    return copied


def _copied_rows(table: Table) -> Any:
    rows = copy.copy(table.items)
    places = _places(table)
    for partition in {partition for partition, _ in places} & rows.keys():
        rows[partition] = copy.copy(rows[partition])
    for partition, place in places:
        if place in rows.get(partition, {}):
            rows[partition][place] = copy.deepcopy(table.items[partition][place])
    return rows


def _places(table: Table) -> set[Place]:
    keys = (
        operation.get("Key") or operation["Item"]
        for operation in getattr(_thread, "operations", None) or ()
        if operation["TableName"] == table.name
    )
    return {
        (DynamoType(key[table.hash_key_attr]), DynamoType(key[str(table.range_key_attr)]))
        for key in keys
    }
