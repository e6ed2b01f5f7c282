"""Reading what a person's list names: one query, and as few batch reads as hold the rest."""

from collections.abc import Callable, Iterator, Sequence

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import Item
from chalicelib.adapters.dynamodb.table import Table

_MOST_AT_ONCE = 100  # items that DynamoDB reads in one call


def find_listed(
    table: Table, partition: str, span: tuple[str, str], key_of: Callable[[str], Key]
) -> Iterator[Item]:
    """The items that a list names by what follows the beginning of `span`; not those gone since."""
    prefix, _ = span
    listed = [
        key_of(line["sk"]["S"].removeprefix(prefix))
        for line in table.query(partition, span, consistent=True)
    ]
    yield from find_all(table, listed)


def find_all(table: Table, places: Sequence[Key]) -> Iterator[Item]:
    """The items at these places, however many; not those gone since."""
    for at in range(0, len(places), _MOST_AT_ONCE):
        found = table.find_together(*places[at : at + _MOST_AT_ONCE])
        yield from (item for item in found if item is not None)
