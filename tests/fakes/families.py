"""Refresh families kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import GrantEnded, Standing, Use, Used
from tests.fakes.memory import Memory
from tests.fakes.statuses import mark_stale


@dataclass(frozen=True)
class MemoryFamilies:
    memory: Memory

    def open(self, tenant: TenantId, family: RefreshFamily) -> None:
        memory, place = self.memory, (tenant, family.key)
        with memory.lock:
            user = memory.users.get((tenant, family.user_id))
            session = memory.sessions.get((tenant, family.session_key))
            if user is None or user.disabled_at is not None:
                raise GrantEnded
            if session is None or session.ended_at is not None:
                raise GrantEnded
            if place in memory.families:
                return
            ended_at = family.created_at if place in memory.refused else None
            memory.families[place] = replace(family, ended_at=ended_at)
            if ended_at is not None:
                memory.set_status(tenant, family.status, Status.INVALID)
            elif user.roles_version != family.roles_version:
                mark_stale(memory, tenant, family.status)

    def standing(self, tenant: TenantId, key: str, user_id: str, session_key: str) -> Standing:
        with self.memory.lock:
            return Standing(
                self.memory.families.get((tenant, key)),
                self.memory.users.get((tenant, user_id)),
                self.memory.sessions.get((tenant, session_key)),
            )

    def use(self, tenant: TenantId, family: RefreshFamily, use: Use) -> Used:
        with self.memory.lock:
            stored = self.memory.families.get((tenant, family.key))
            if stored is None or not _may_use(stored, family, use):
                return Used(happened=False, family=stored)
            used = replace(
                stored,
                last_used_at=use.now,
                idle_expires_at=use.idle_expires_at,
                status=use.status,
                roles_version=use.roles_version,
            )
            if use.next_generation != use.generation:
                used = _rotated(used, use)
            self.memory.families[tenant, family.key] = used
            return Used(happened=True, family=used)

    def excuse(self, tenant: TenantId, family: RefreshFamily, until: int) -> None:
        with self.memory.lock:
            stored = self.memory.families.get((tenant, family.key))
            if stored and stored.ended_at is None and stored.generation == family.generation:
                self.memory.families[tenant, family.key] = replace(stored, rotated_1=until)

    def forget(self, tenant: TenantId, family: RefreshFamily) -> None:
        with self.memory.lock:
            self.memory.families.pop((tenant, family.key), None)

    def find(self, tenant: TenantId, key: str) -> RefreshFamily | None:
        with self.memory.lock:
            return self.memory.families.get((tenant, key))

    def of(self, tenant: TenantId, user_id: str) -> tuple[RefreshFamily, ...]:
        with self.memory.lock:
            return tuple(
                family
                for (whose, _), family in self.memory.families.items()
                if whose == tenant and family.user_id == user_id and family.ended_at is None
            )

    def end(self, tenant: TenantId, families: Sequence[RefreshFamily], why: AuditEvent) -> None:
        with self.memory.lock:
            for family in families:
                if self.memory.end_family(tenant, family.key, why.at):
                    self.memory.trail.append((tenant, why))

    def refuse(self, tenant: TenantId, key: str, now: int) -> None:
        with self.memory.lock:
            if (tenant, key) not in self.memory.families:
                self.memory.refused.add((tenant, key))

    def mark_stale(self, tenant: TenantId, families: Sequence[RefreshFamily], now: int) -> None:
        with self.memory.lock:
            for family in families:
                mark_stale(self.memory, tenant, family.status)


def _may_use(stored: RefreshFamily, family: RefreshFamily, use: Use) -> bool:
    known = (family.client_id, use.generation, family.status)
    same = (stored.client_id, stored.generation, stored.status) == known
    return same and stored.is_live(use.now)


def _rotated(family: RefreshFamily, use: Use) -> RefreshFamily:
    return replace(
        family,
        generation=use.next_generation,
        rotated_1=use.now,
        rotated_2=family.rotated_1,
        rotated_3=family.rotated_2,
        rotated_4=family.rotated_3,
    )
