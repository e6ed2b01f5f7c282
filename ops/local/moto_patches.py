"""Repairs to moto, so that what holds on one machine also holds on AWS.

Each is something AWS guarantees, the broker relies on, and moto does not do. `moto_kms` holds
what concerns signatures, `moto_streams` what concerns a table's stream,
`moto_transactions`, `moto_queries` and `moto_answers` what concerns their price.
"""

import threading
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from moto.core.responses import BaseResponse
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.models import DynamoDBStreamsBackend
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler
from moto.kms.models import KmsBackend
from moto.kms.responses import KmsResponse

from ops.local import moto_answers, moto_kms, moto_queries, moto_streams, moto_transactions

Method = Callable[..., Any]


@cache
def apply_moto_patches() -> None:
    """Repair moto for the rest of this process; asking again changes nothing."""
    one_at_a_time = _taking_turns(threading.RLock())
    _replace(DynamoHandler, "call_action", one_at_a_time)
    _replace(DynamoDBStreamsHandler, "call_action", one_at_a_time)
    _replace(StreamShard, "add", moto_streams.only_what_happened)
    _replace(DynamoDBStreamsBackend, "get_records", lambda _: moto_streams.get_records)
    _replace(
        DynamoDBStreamsBackend, "get_shard_iterator", lambda _: moto_streams.get_shard_iterator
    )
    _replace(DynamoDBBackend, "transact_write_items", moto_transactions.touching_only_what_it_names)
    _replace(JSONSerializer, "_serialize_type_structure", moto_answers.attributes_as_they_are)
    _replace(Table, "query", moto_queries.of_one_partition)
    Table.__deepcopy__ = moto_transactions.copied_table  # type: ignore[attr-defined]
    StreamShard.__deepcopy__ = moto_streams.copied_shard  # type: ignore[attr-defined]
    _replace(KmsBackend, "encrypt", _only_with_a_usable_key)
    _replace(KmsBackend, "decrypt", _only_with_a_usable_key)
    _replace(KmsBackend, "disable_key", _by_arn_too)
    _replace(KmsBackend, "enable_key", _by_arn_too)
    _replace(KmsResponse, "sign", lambda _: moto_kms.sign)
    _replace(KmsResponse, "verify", lambda _: moto_kms.verify)
    _replace(KmsResponse, "get_public_key", moto_kms.with_key_spec)
    name = "generate_data_key_pair_without_plaintext"
    setattr(KmsResponse, name, getattr(moto_kms, name))


def _replace(owner: type, name: str, repair: Callable[[Method], Method]) -> None:
    setattr(owner, name, repair(getattr(owner, name)))


def _taking_turns(lock: threading.RLock) -> Callable[[Method], Method]:
    """DynamoDB decides and writes in one step; moto does not, and a failed transaction undoes more.

    Without this, several threads win one conditional transaction, and the copy that moto restores
    when one fails takes other threads' finished writes with it. Who reads the stream waits as well,
    and so sees nothing of a transaction that may still fail.
    """

    def repair(call_action: Method) -> Method:
        @wraps(call_action)
        def locked(self: BaseResponse) -> Any:
            with lock:
                return call_action(self)

        return locked

    return repair


def _only_with_a_usable_key(encrypt_or_decrypt: Method) -> Method:
    """A disabled key, or one waiting for its deletion, neither encrypts nor decrypts."""

    @wraps(encrypt_or_decrypt)
    def checked(self: KmsBackend, *arguments: Any, **named: Any) -> tuple[bytes, str]:
        content, key_arn = encrypt_or_decrypt(self, *arguments, **named)
        moto_kms.require_usable(self.describe_key(key_arn))
        return content, key_arn

    return checked


def _by_arn_too(change: Method) -> Method:
    """A key is named by its id or by its ARN."""

    @wraps(change)
    def named(self: KmsBackend, key_id: str) -> Any:
        return change(self, key_id.rpartition("/")[2])

    return named
