"""Pending sign-ins, under the hash of their state."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import Attribute, number, string
from chalicelib.adapters.dynamodb.records import EXISTS, find_record, item_of
from chalicelib.adapters.dynamodb.table import Outcome, Table
from chalicelib.adapters.dynamodb.writes import delete, put, update
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
    " AND #record.#browser_hash = :browser_hash"
)
_OVER_THE_CONNECTION = f"{_MAY_CONTINUE} AND #record.#connection = :connection"


class DynamoAttempts:
    """Keeps the promise of `PendingSignIns`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, tenant: TenantId, state: str, attempt: PendingSignIn) -> None:
        """Remember a new attempt until it expires."""
        item = item_of(keys.attempt(tenant, state), attempt, sweep_at=attempt.expires_at)
        self._table.write(put(item))

    def find(self, tenant: TenantId, state: str) -> PendingSignIn | None:
        """Look at an attempt, which may have expired."""
        return find_record(PendingSignIn, self._table.find(keys.attempt(tenant, state)))

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
        condition, values = _MAY_CONTINUE, _values(handle, now, stage)
        if connection is not None:
            condition, values = _OVER_THE_CONNECTION, {**values, ":connection": string(connection)}
        key = keys.attempt(tenant, handle.state)
        outcome = self._table.write(delete(key, condition, values))
        return _require(outcome, handle, now, connection, stage)


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
    found = find_record(PendingSignIn, outcome.item)
    if outcome.happened and found is not None:
        return found
    require_attempt(found, handle, now, connection, stage)
    raise AttemptRefused(AttemptFault.GONE)
