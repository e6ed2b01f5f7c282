"""The people of a tenant as operators find and change them, kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.identity.address import folded
from chalicelib.identity.model import Identity, User
from chalicelib.identity.people_ports import PeoplePage, UnknownCursor
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemoryDirectory:
    memory: Memory

    def find(self, tenant: TenantId, user_id: str) -> User | None:
        with self.memory.lock:
            return self.memory.users.get((tenant, user_id))

    def with_email(self, tenant: TenantId, email: str) -> tuple[User, ...]:
        wanted = email.casefold()
        theirs = [user for user in self._everybody(tenant) if user.email]
        return tuple(user for user in theirs if user.email.casefold() == wanted)

    def page(self, tenant: TenantId, limit: int, after: str | None = None) -> PeoplePage:
        people = sorted(self._everybody(tenant), key=lambda user: (user.created_at, user.id))
        start = 0
        if after is not None:
            if not after.startswith("after-"):
                raise UnknownCursor(after)
            start = int(after.removeprefix("after-"))
        found = tuple(people[start : start + limit])
        more = start + limit < len(people)
        return PeoplePage(found, f"after-{start + limit}" if more else None)

    def identities_of(self, tenant: TenantId, user_id: str) -> tuple[Identity, ...]:
        with self.memory.lock:
            return tuple(
                identity
                for (whose, _), identity in self.memory.identities.items()
                if whose == tenant and identity.user_id == user_id
            )

    def _everybody(self, tenant: TenantId) -> list[User]:
        with self.memory.lock:
            return [user for (whose, _), user in self.memory.users.items() if whose == tenant]


@dataclass(frozen=True)
class MemoryPeopleChanges:
    memory: Memory

    def grant_roles(
        self, tenant: TenantId, user: User, roles: Sequence[str], why: AuditEvent
    ) -> bool:
        with self.memory.lock:
            stored = self.memory.users.get((tenant, user.id))
            if stored is None or stored.roles_version != user.roles_version:
                return False
            version = stored.roles_version + 1
            granted = replace(stored, roles_granted=tuple(roles), roles_version=version)
            return self._write(tenant, granted, why)

    def disable(self, tenant: TenantId, user_id: str, why: AuditEvent) -> bool:
        with self.memory.lock:
            stored = self.memory.users.get((tenant, user_id))
            if stored is None or stored.disabled_at is not None:
                return False
            return self._write(tenant, replace(stored, disabled_at=why.at), why)

    def enable(self, tenant: TenantId, user_id: str, why: AuditEvent) -> bool:
        with self.memory.lock:
            stored = self.memory.users.get((tenant, user_id))
            if stored is None or stored.disabled_at is None:
                return False
            return self._write(tenant, replace(stored, disabled_at=None), why)

    def erase(self, tenant: TenantId, user: User, why: AuditEvent) -> bool:
        memory = self.memory
        with memory.lock:
            for kept in (memory.identities, memory.codes):
                for place in [at for at, one in kept.items() if _is_theirs(at, one, tenant, user)]:
                    del kept[place]
            stored = memory.users.get((tenant, user.id))
            if stored is None or stored.disabled_at is None:
                return False
            del memory.users[tenant, user.id]
            if user.email_verified:
                memory.invitations.pop((tenant, folded(user.email)), None)
            memory.trail.append((tenant, why))
            return True

    def _write(self, tenant: TenantId, user: User, why: AuditEvent) -> bool:
        self.memory.users[tenant, user.id] = user
        self.memory.trail.append((tenant, why))
        return True


def _is_theirs(place, record, tenant: TenantId, user: User) -> bool:
    return place[0] == tenant and record.user_id == user.id
