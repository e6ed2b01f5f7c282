"""All storage ports together, as tests use them, and the clock that they share."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.identity.people_ports import Invitations, PeopleChanges, PeopleDirectory
from chalicelib.identity.ports import Namesakes, People, RoleBooks, Sessions
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.ports import TenantDirectory
from chalicelib.tokens.family_ports import RefreshFamilies, SessionEnds
from chalicelib.tokens.keys import SigningKey
from chalicelib.tokens.ports import Codes, KeyRings, SignIns
from chalicelib.tokens.status_ports import StatusIndexes, StatusLists
from chalicelib.upstream.model import Connection
from chalicelib.upstream.ports import Connections, PendingSignIns
from tests.fakes.attempts import MemoryAttempts
from tests.fakes.clock import FrozenClock
from tests.fakes.configuration import (
    MemoryClients,
    MemoryConnections,
    MemoryKeyRings,
    MemoryPublisher,
    MemoryRoleBooks,
    MemoryTenants,
)
from tests.fakes.directory import MemoryDirectory, MemoryPeopleChanges
from tests.fakes.entropy import CountingEntropy
from tests.fakes.families import MemoryFamilies
from tests.fakes.grants import MemoryCodes
from tests.fakes.invitations import MemoryInvitations, MemoryNamesakes
from tests.fakes.memory import Memory
from tests.fakes.people import MemoryPeople, MemorySessions, MemorySignIns
from tests.fakes.statuses import MemoryStatusIndexes, MemoryStatusLists


class Publishes(Protocol):
    """Makes a tenant known, as the operator's command does."""

    def publish(
        self,
        tenant: Tenant,
        connections: tuple[Connection, ...],
        roles: RoleBook,
        clients: tuple[Client, ...],
        keys: tuple[SigningKey, ...],
        document: str,
    ) -> int: ...

    def keys_of(self, tenant: TenantId) -> tuple[SigningKey, ...]: ...


#: Grants a role, as an administrator would: tenant, user, role.
GrantRole = Callable[[TenantId, str, str], None]
#: Disables somebody, as an administrator would: tenant, user, time.
Disable = Callable[[TenantId, str, int], None]
#: Reads the audit trail, in the order of its lines' times.
ReadTrail = Callable[[TenantId], list[AuditEvent]]


@dataclass(frozen=True, kw_only=True)
class Store:
    """Every storage port over the same storage."""

    publisher: Publishes
    tenants: TenantDirectory
    connections: Connections
    roles: RoleBooks
    keys: KeyRings
    clients: ClientRegistry
    attempts: PendingSignIns
    people: People
    namesakes: Namesakes
    invitations: Invitations
    sessions: Sessions
    sign_ins: SignIns
    codes: Codes
    families: RefreshFamilies
    session_ends: SessionEnds
    directory: PeopleDirectory
    people_changes: PeopleChanges
    places: StatusIndexes
    status_lists: StatusLists
    grant_role: GrantRole
    disable: Disable
    trail: ReadTrail
    clock: FrozenClock = field(default_factory=FrozenClock)


def memory_store(memory: Memory | None = None) -> Store:
    """The ports over `memory`."""
    memory, clock = memory or Memory(), FrozenClock()

    def grant_role(tenant: TenantId, user_id: str, role: str) -> None:
        user = memory.users[tenant, user_id]
        granted = (*user.roles_granted, role)
        changed = replace(user, roles_granted=granted).with_roles_since(user)
        memory.users[tenant, user_id] = changed

    def disable(tenant: TenantId, user_id: str, now: int) -> None:
        user = memory.users[tenant, user_id]
        memory.users[tenant, user_id] = replace(user, disabled_at=now)

    def trail(tenant: TenantId) -> list[AuditEvent]:
        return [event for whose, event in memory.trail if whose == tenant]

    return Store(
        publisher=MemoryPublisher(memory),
        tenants=MemoryTenants(memory),
        connections=MemoryConnections(memory),
        roles=MemoryRoleBooks(memory),
        keys=MemoryKeyRings(memory),
        clients=MemoryClients(memory),
        attempts=MemoryAttempts(memory),
        people=MemoryPeople(memory),
        namesakes=MemoryNamesakes(memory),
        invitations=MemoryInvitations(memory),
        sessions=MemorySessions(memory),
        sign_ins=MemorySignIns(memory),
        codes=MemoryCodes(memory),
        families=MemoryFamilies(memory),
        session_ends=MemorySessions(memory),
        directory=MemoryDirectory(memory),
        people_changes=MemoryPeopleChanges(memory),
        places=MemoryStatusIndexes(memory, clock, CountingEntropy()),
        status_lists=MemoryStatusLists(memory),
        grant_role=grant_role,
        disable=disable,
        trail=trail,
        clock=clock,
    )
