"""One write, with the condition under which it may happen.

Expressions spell attributes `#name` and values `:name`. Naming every attribute means that none can
be one of DynamoDB's hundreds of reserved words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from chalicelib.adapters.dynamodb.attributes import Attribute
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import Item

Values = Mapping[str, Attribute]

_NAME = re.compile(r"#\w+")


class WriteKind(StrEnum):
    """What is done, as DynamoDB's transactions call it."""

    PUT = "Put"
    UPDATE = "Update"
    DELETE = "Delete"
    CHECK = "ConditionCheck"  # in transactions only: nothing is written


@dataclass(frozen=True, slots=True)
class Write:
    """One write as DynamoDB takes it, but for the table's name."""

    kind: WriteKind
    arguments: Mapping[str, Any]


def put(item: Item, condition: str | None = None, values: Values | None = None) -> Write:
    """Replace a whole item."""
    return Write(WriteKind.PUT, {"Item": item, **_expressions(condition, None, values)})


def update(key: Key, change: str, condition: str, values: Values) -> Write:
    """Change some attributes."""
    return Write(WriteKind.UPDATE, {"Key": key, **_expressions(condition, change, values)})


def delete(key: Key, condition: str | None = None, values: Values | None = None) -> Write:
    """Remove an item."""
    return Write(WriteKind.DELETE, {"Key": key, **_expressions(condition, None, values)})


def check(key: Key, condition: str, values: Values | None = None) -> Write:
    """Let a transaction happen only if a condition holds for an item that it leaves alone."""
    return Write(WriteKind.CHECK, {"Key": key, **_expressions(condition, None, values)})


def _expressions(
    condition: str | None, change: str | None, values: Values | None
) -> dict[str, Any]:
    given = {"ConditionExpression": condition, "UpdateExpression": change}
    expressions: dict[str, Any] = {name: text for name, text in given.items() if text}
    names = names_in(" ".join(expressions.values()))
    if names:
        expressions["ExpressionAttributeNames"] = names
    if values:
        expressions["ExpressionAttributeValues"] = values
    return expressions


@lru_cache(maxsize=256)
def names_in(expression: str) -> Mapping[str, str]:
    """The attribute names that an expression mentions."""
    return {name: name[1:] for name in _NAME.findall(expression)}
