"""A pretend table's stream, read without its API: what Lambda would bring to the relay."""

from functools import cache
from pathlib import Path
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from ops.cloudformation import load_template
from ops.local.event_filter import Pattern, admits, patterns_of
from ops.local.stream_source import lambda_record

TEMPLATE = Path("infra/resources.yaml")


class Stream:
    """The stream of one table in this process; another table's is another `Stream`."""

    def __init__(self, table: str, region: str = "us-east-1") -> None:
        self._table = table
        self._region = region
        self._read = 0

    def everything(self) -> list[dict[str, Any]]:
        """What happened since somebody asked."""
        (account,) = dynamodb_backends
        table = dynamodb_backends[account][self._region].tables[self._table]
        # Looked up anew: a transaction that failed leaves another shard behind.
        fresh = [each.to_json() for each in table.stream_shard.items[self._read :]]
        self._read += len(fresh)
        return [lambda_record(each, f"{table.table_arn}/stream") for each in fresh]

    def drain(self) -> list[dict[str, Any]]:
        """The same, as far as the template's filters let it through."""
        return [each for each in self.everything() if admits(the_filters(), each)]


@cache
def the_filters() -> tuple[Pattern, ...]:
    """What the deployed event source lets through."""
    return patterns_of(load_template(TEMPLATE)["Resources"]["TableStream"])
