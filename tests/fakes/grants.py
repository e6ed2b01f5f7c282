"""Authorization codes, kept in memory."""

from dataclasses import dataclass, replace

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
            code = self.memory.codes.get((tenant, presented.key))
            verdict = judge_code(code, presented, now)
            if code is None or verdict is not CodeVerdict.REDEEM:
                if code is not None and verdict is CodeVerdict.REUSED:
                    self.memory.reused.add((tenant, code.key))
                raise CodeRefused(verdict, code.family_key if code else None)
            redeemed = replace(code, redeemed_at=now, family_key=presented.family_key)
            self.memory.codes[tenant, code.key] = redeemed
            return redeemed

    def release(self, tenant: TenantId, code: AuthorizationCode) -> None:
        with self.memory.lock:
            place = (tenant, code.key)
            if self.memory.codes.get(place) == code and place not in self.memory.reused:
                self.memory.codes[place] = replace(code, redeemed_at=None, family_key=None)
