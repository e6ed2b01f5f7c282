"""Pending sign-ins, kept in memory."""

from dataclasses import dataclass

from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.attempt import Handle, PendingSignIn, Stage, require_attempt
from chalicelib.upstream.model import ConnectionId
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemoryAttempts:
    memory: Memory

    def put(self, tenant: TenantId, state: str, attempt: PendingSignIn) -> None:
        self.memory.attempts[tenant, state] = attempt

    def find(self, tenant: TenantId, state: str) -> PendingSignIn | None:
        return self.memory.attempts.get((tenant, state))

    def choose(
        self, tenant: TenantId, handle: Handle, connection: ConnectionId, now: int
    ) -> PendingSignIn:
        with self.memory.lock:
            attempt = require_attempt(self.find(tenant, handle.state), handle, now)
            chosen = attempt.via(connection)
            self.memory.attempts[tenant, handle.state] = chosen
            return chosen

    def consume(
        self,
        tenant: TenantId,
        handle: Handle,
        now: int,
        connection: ConnectionId | None = None,
        stage: Stage = Stage.UPSTREAM,
    ) -> PendingSignIn:
        with self.memory.lock:
            found = self.find(tenant, handle.state)
            attempt = require_attempt(found, handle, now, connection, stage)
            del self.memory.attempts[tenant, handle.state]
            return attempt
