"""Queries that cost what they read.

moto puts all items of a table in order for every query, and then compares each with the partition
that was asked for: with a thousand tenants in the table that is all that it still does.
"""

import copy
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

Query = Callable[..., Any]


def of_one_partition(query: Query) -> Query:
    """Ask a table that has no other partition; an index, which may have any, all of it."""
    signature = inspect.signature(query)

    @wraps(query)
    def repaired(table: Table, hash_key: DynamoType, *arguments: Any, **more: Any) -> Any:
        asked = signature.bind(table, hash_key, *arguments, **more).arguments
        if asked.get("index_name") or not table.has_range_key:
            return query(table, hash_key, *arguments, **more)
        narrow = copy.copy(table)
        narrow.items = {hash_key: table.items.get(hash_key, {})}  # type: ignore[assignment]
        return query(narrow, hash_key, *arguments, **more)

    return repaired
