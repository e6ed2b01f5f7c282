"""Reading what a person's list names: one query, and as few batch reads as hold the rest."""

from collections.abc import Callable, Iterator

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import Item
from chalicelib.adapters.dynamodb.table import Table


def find_listed(
    table: Table, partition: str, span: tuple[str, str], key_of: Callable[[str], Key]
) -> Iterator[Item]:
    """The items that a list names by what follows the beginning of `span`; not those gone since."""
    prefix, _ = span
    listed = [
        key_of(line["sk"]["S"].removeprefix(prefix))
        for line in table.query(partition, span, consistent=True)
    ]
    yield from (item for item in table.find_all(listed) if item is not None)
