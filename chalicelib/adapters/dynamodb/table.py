"""The table: reads that are true, writes that happen under their condition or not at all."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.boundary import PARTITION_IS, Request, require_within
from chalicelib.adapters.dynamodb.client import DynamoClient, dynamodb_client
from chalicelib.adapters.dynamodb.failures import (
    answers_or_storage_unavailable,
    code_of,
    is_conflict,
    refused_in,
)
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import Item
from chalicelib.adapters.dynamodb.writes import Write, WriteKind, names_in
from chalicelib.tenancy.ports import StorageUnavailable

_MOST_READS = 100  # items that DynamoDB reads together
_PAUSES = (0.02, 0.05, 0.1, 0.2)  # seconds before each further try
_RANGE = f"{PARTITION_IS}#sk BETWEEN :first AND :last"
_LONGEST_NAME = 36  # of a transaction
_REFUSED = "ConditionalCheckFailedException"
_RETURNED = {WriteKind.UPDATE: "ALL_NEW", WriteKind.DELETE: "ALL_OLD"}
_METHODS = {
    WriteKind.PUT: "put_item",
    WriteKind.UPDATE: "update_item",
    WriteKind.DELETE: "delete_item",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a conditional write.

    `item` is what is there after an update and what was there before a deletion; of a write that
    did not happen it is what stood in its way, None if there was nothing.
    """

    happened: bool
    item: Item | None = None


class Table:
    """The one table, fenced: nothing of it is asked for but what is the house's where we are.

    Every method raises StorageUnavailable when DynamoDB cannot answer now, and FenceViolation,
    before DynamoDB hears of it, for what lies elsewhere.
    """

    def __init__(self, name: str, client: DynamoClient = dynamodb_client) -> None:
        self._name = name
        self._client = client

    def find(self, key: Key, *, consistent: bool = True) -> Item | None:
        """One item, as the last write before this read left it."""
        request = {"TableName": self._name, "Key": key, "ConsistentRead": consistent}
        with answers_or_storage_unavailable():
            answer = self._ask("get_item", request)
        item: Item | None = answer.get("Item")
        return item

    def find_together(self, *keys: Key) -> list[Item | None]:
        """Several items in one round trip, in the order of `keys`, each as it was last written."""
        found: dict[tuple[str, str], Item] = {}
        wanted: Any = {self._name: {"Keys": list(keys), "ConsistentRead": True}}
        for _ in _tries():
            with answers_or_storage_unavailable():
                answer = self._ask("batch_get_item", {"RequestItems": wanted})
            items = answer["Responses"].get(self._name, [])
            found.update((_place(item), item) for item in items)
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                return [found.get(_place(key)) for key in keys]
        raise StorageUnavailable("UnprocessedKeys")

    def find_all(self, keys: Sequence[Key]) -> Iterator[Item | None]:
        """However many items, in the order of `keys`, in as few round trips as hold them."""
        for at in range(0, len(keys), _MOST_READS):
            yield from self.find_together(*keys[at : at + _MOST_READS])

    def query(
        self, partition: str, span: tuple[str, str], *, consistent: bool, limit: int | None = None
    ) -> Iterator[Item]:
        """The items of a partition whose sort keys are within `span`, in their order.

        Each call to DynamoDB reads at most `limit`; whoever takes no more makes one call.
        """
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": _RANGE,
            "ExpressionAttributeNames": names_in(_RANGE),
            "ExpressionAttributeValues": {
                ":pk": {"S": partition},
                ":first": {"S": span[0]},
                ":last": {"S": span[1]},
            },
            "ConsistentRead": consistent,
        }
        if limit is not None:
            request["Limit"] = limit
        while True:
            with answers_or_storage_unavailable():
                page = self._ask("query", request)
            yield from page["Items"]
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def write(self, write: Write) -> Outcome:
        """Do one write, or learn what stood in its way."""
        arguments = {"TableName": self._name, **write.arguments}
        if write.kind in _RETURNED:
            arguments["ReturnValues"] = _RETURNED[write.kind]
        if "ConditionExpression" in arguments:
            arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        try:
            answer = self._persist(_METHODS[write.kind], arguments)
        except ClientError as error:
            if code_of(error) == _REFUSED:
                return Outcome(happened=False, item=error.response.get("Item") or None)
            raise
        return Outcome(happened=True, item=answer.get("Attributes"))

    def write_together(self, writes: list[Write]) -> frozenset[int]:
        """Do all of the writes or none; return which of them were refused, none if all happened.

        The transaction is named after what it writes, so that sending it twice does it once.
        """
        transaction = [
            {each.kind.value: {"TableName": self._name, **each.arguments}} for each in writes
        ]
        arguments = {
            "TransactItems": transaction,
            "ClientRequestToken": sha256(repr(transaction).encode()).hexdigest()[:_LONGEST_NAME],
        }
        try:
            self._persist("transact_write_items", arguments)
        except ClientError as error:
            refused = refused_in(error)
            if refused:
                return refused
            raise
        return frozenset()

    def _persist(self, method: str, arguments: dict[str, Any]) -> Any:
        """Call DynamoDB, and once more whenever another transaction held an item for a moment."""
        for is_last in _tries():
            with answers_or_storage_unavailable():
                try:
                    return self._ask(method, arguments)
                except ClientError as error:
                    if is_last or refused_in(error) or not is_conflict(error):
                        raise
        raise AssertionError("the last try returns or raises")

    def _ask(self, operation: str, request: Request) -> Any:
        """The one way to DynamoDB."""
        require_within(operation, request)
        return getattr(self._client(), operation)(**request)


def _tries() -> Iterator[bool]:
    """Yield for each try, with a pause before the second and further ones; True for the last."""
    yield False
    for pause in _PAUSES:
        time.sleep(pause)
        yield pause == _PAUSES[-1]


def _place(item: Any) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]
