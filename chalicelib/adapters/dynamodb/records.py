"""What an item looks like: its key, the record nested whole, and when it may be swept away.

`expires_at` of an item is when DynamoDB may delete it; a record's own times decide what it is good
for. Nesting keeps the two apart even where they have the same name.
"""

from typing import Any, TypeVar

from chalicelib.adapters.dynamodb.attributes import Attribute, number
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.keys import Key

T = TypeVar("T")
Item = dict[str, Attribute]

#: For conditions: whether there is an item at all.
EXISTS = "attribute_exists(#pk)"
IS_NEW = "attribute_not_exists(#pk)"


def item_of(key: Key, record: Any, sweep_at: int | None = None) -> Item:
    """The item that holds a record."""
    item: Item = {
        **{name: dict(part) for name, part in key.items()},
        "record": {"M": codec_of(type(record)).encode(record)},
    }
    if sweep_at is not None:
        item["expires_at"] = number(sweep_at)
    return item


def read_record(kind: type[T], item: Item) -> T:
    """The record in an item."""
    return codec_of(kind).decode(item["record"]["M"])


def find_record(kind: type[T], item: Item | None) -> T | None:
    """The record in an item that may not be there."""
    return None if item is None else read_record(kind, item)
