"""Invitations and namesakes, kept in memory."""

from dataclasses import dataclass

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.join import Namesake
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from tests.fakes.directory import MemoryDirectory
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemoryInvitations:
    memory: Memory

    def find(self, tenant: TenantId, address: str) -> Invitation | None:
        with self.memory.lock:
            return self.memory.invitations.get((tenant, address))

    def all(self, tenant: TenantId) -> tuple[Invitation, ...]:
        with self.memory.lock:
            kept = self.memory.invitations.items()
            return tuple(each for (whose, _), each in kept if whose == tenant)

    def put(self, tenant: TenantId, invitation: Invitation, why: AuditEvent) -> None:
        with self.memory.lock:
            self.memory.invitations[tenant, invitation.email] = invitation
            self.memory.trail.append((tenant, why))

    def revoke(self, tenant: TenantId, invitation: Invitation, why: AuditEvent) -> bool:
        with self.memory.lock:
            kept = self.memory.invitations.get((tenant, invitation.email))
            if kept is None or kept.id != invitation.id:
                return False
            del self.memory.invitations[tenant, invitation.email]
            self.memory.trail.append((tenant, why))
            return True


@dataclass(frozen=True)
class MemoryNamesakes:
    memory: Memory

    def of(self, tenant: TenantId, address: str) -> tuple[Namesake, ...]:
        directory = MemoryDirectory(self.memory)
        users = [one for one in directory.with_email(tenant, address) if one.email_verified]
        return tuple(Namesake(one, directory.identities_of(tenant, one.id)) for one in users)
