"""Pending sign-ins, under the hash of their state."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import Attribute, number, string
from chalicelib.adapters.dynamodb.records import EXISTS, Item, item_of, read_record
from chalicelib.adapters.dynamodb.table import Outcome, Table
from chalicelib.adapters.dynamodb.writes import put, update
from chalicelib.ambient import Entropy
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.attempt import (
    AttemptFault,
    AttemptRefused,
    Handle,
    PendingSignIn,
    Stage,
    require_attempt,
)
from chalicelib.upstream.model import ConnectionId

#: What `require_attempt` demands, word for word.
_MAY_CONTINUE = (
    f"{EXISTS} AND #record.#expires_at > :now AND #record.#stage = :stage"
    " AND #record.#browser_hash = :browser_hash AND attribute_not_exists(#consumption)"
)
_CONSUME = "SET #consumption = :consumption"
_OVER_THE_CONNECTION = f"{_MAY_CONTINUE} AND #record.#connection = :connection"


class DynamoAttempts:
    """Keeps the promise of `PendingSignIns`."""

    def __init__(self, table: Table, entropy: Entropy) -> None:
        self._table = table
        self._entropy = entropy

    def put(self, tenant: TenantId, state: str, attempt: PendingSignIn) -> None:
        """Remember a new attempt until it expires."""
        item = item_of(keys.attempt(tenant, state), attempt, sweep_at=attempt.expires_at)
        self._table.write(put(item))

    def find(self, tenant: TenantId, state: str) -> PendingSignIn | None:
        """Look at an attempt, which may have expired."""
        return _unconsumed(self._table.find(keys.attempt(tenant, state)))

    def choose(
        self, tenant: TenantId, handle: Handle, connection: ConnectionId, now: int
    ) -> PendingSignIn:
        """Bind the attempt to a connection and return it so. Raises AttemptRefused."""
        values = {**_values(handle, now, Stage.UPSTREAM), ":connection": string(connection)}
        change = "SET #record.#connection = :connection"
        key = keys.attempt(tenant, handle.state)
        outcome = self._table.write(update(key, change, _MAY_CONTINUE, values))
        return _require(outcome, handle, now)

    def consume(
        self,
        tenant: TenantId,
        handle: Handle,
        now: int,
        connection: ConnectionId | None = None,
        stage: Stage = Stage.UPSTREAM,
    ) -> PendingSignIn:
        """Read the attempt and make it unusable. Raises AttemptRefused."""
        consumption = string(self._entropy.token())
        condition, values = _MAY_CONTINUE, _values(handle, now, stage)
        if connection is not None:
            condition, values = _OVER_THE_CONNECTION, {**values, ":connection": string(connection)}
        values[":consumption"] = consumption
        key = keys.attempt(tenant, handle.state)
        outcome = self._table.write(update(key, _CONSUME, condition, values))
        # When an answer is lost, the same request is sent again by itself and meets its own mark:
        # that is this callback consuming once, not a replay.
        if outcome.item is not None and outcome.item.get("consumption") == consumption:
            return read_record(PendingSignIn, outcome.item)
        return _require(outcome, handle, now, connection, stage)


def _unconsumed(item: Item | None) -> PendingSignIn | None:
    return None if item is None or "consumption" in item else read_record(PendingSignIn, item)


def _values(handle: Handle, now: int, stage: Stage) -> dict[str, Attribute]:
    return {
        ":now": number(now),
        ":stage": string(stage.value),
        ":browser_hash": string(handle.browser_hash),
    }


def _require(
    outcome: Outcome,
    handle: Handle,
    now: int,
    connection: ConnectionId | None = None,
    stage: Stage = Stage.UPSTREAM,
) -> PendingSignIn:
    """The attempt, if the write happened. Raises AttemptRefused for what stood in its way."""
    found = _unconsumed(outcome.item)
    if outcome.happened and found is not None:
        return found
    require_attempt(found, handle, now, connection, stage)
    raise AttemptRefused(AttemptFault.GONE)
