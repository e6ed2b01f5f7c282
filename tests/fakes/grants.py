"""Authorization codes and who stands behind their tokens, kept in memory."""

from dataclasses import dataclass, replace

from chalicelib.resource_servers.ports import Holder
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import (
    AuthorizationCode,
    CodeRefused,
    CodeVerdict,
    Presentation,
    judge_code,
)
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemoryCodes:
    memory: Memory

    def redeem(self, tenant: TenantId, presented: Presentation, now: int) -> AuthorizationCode:
        with self.memory.lock:
            code = self.memory.codes.get((tenant, presented.grant_id))
            verdict = judge_code(code, presented, now)
            if code is None or verdict is not CodeVerdict.REDEEM:
                raise CodeRefused(verdict)
            redeemed = replace(code, redeemed_at=now)
            self.memory.codes[tenant, code.grant_id] = redeemed
            return redeemed

    def release(self, tenant: TenantId, code: AuthorizationCode) -> None:
        with self.memory.lock:
            if self.memory.codes.get((tenant, code.grant_id)) == code:
                self.memory.codes[tenant, code.grant_id] = replace(code, redeemed_at=None)

    def revoke(self, tenant: TenantId, grant_id: str, now: int) -> None:
        with self.memory.lock:
            code = self.memory.codes.get((tenant, grant_id))
            if code and code.redeemed_at is not None and code.revoked_at is None:
                self.memory.codes[tenant, grant_id] = replace(code, revoked_at=now)


@dataclass(frozen=True)
class MemoryHolders:
    memory: Memory

    def find(self, tenant: TenantId, user_id: str, grant_id: str) -> Holder:
        with self.memory.lock:
            return Holder(
                self.memory.users.get((tenant, user_id)),
                self.memory.codes.get((tenant, grant_id)),
            )
