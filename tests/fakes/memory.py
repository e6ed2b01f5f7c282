"""What a table would hold, in dictionaries; a step that takes the lock happens whole or not."""

from dataclasses import dataclass, field, replace
from threading import RLock

from chalicelib.clients.model import Client
from chalicelib.identity.invitation import Invitation
from chalicelib.identity.model import Device, Identity, IdentityKey, Session, User
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.code import AuthorizationCode
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.keys import SigningKey
from chalicelib.tokens.status_list import PublishedStatusList
from chalicelib.upstream.attempt import PendingSignIn
from chalicelib.upstream.model import Connection


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was published for one tenant."""

    tenant: Tenant
    connections: tuple[Connection, ...] = ()
    roles: RoleBook = field(default_factory=RoleBook)
    clients: tuple[Client, ...] = ()
    keys: tuple[SigningKey, ...] = ()
    version: int = 1


@dataclass
class Memory:
    """Everything stored. The tenant leads every key, as it does in the table."""

    published: dict[TenantId, Published] = field(default_factory=dict)
    attempts: dict[tuple[TenantId, str], PendingSignIn] = field(default_factory=dict)
    codes: dict[tuple[TenantId, str], AuthorizationCode] = field(default_factory=dict)
    sessions: dict[tuple[TenantId, str], Session] = field(default_factory=dict)
    identities: dict[tuple[TenantId, IdentityKey], Identity] = field(default_factory=dict)
    users: dict[tuple[TenantId, str], User] = field(default_factory=dict)
    invitations: dict[tuple[TenantId, str], Invitation] = field(default_factory=dict)
    families: dict[tuple[TenantId, str], RefreshFamily] = field(default_factory=dict)
    reused: set[tuple[TenantId, str]] = field(default_factory=set)
    refused: set[tuple[TenantId, str]] = field(default_factory=set)
    trail: list[tuple[TenantId, AuditEvent]] = field(default_factory=list)
    status_blocks: dict[TenantId, int] = field(default_factory=dict)
    retirements: dict[tuple[TenantId, int], int] = field(default_factory=dict)
    statuses: dict[tuple[TenantId, StatusIndex], Status] = field(default_factory=dict)
    status_lists: dict[tuple[TenantId, int], PublishedStatusList] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def set_status(self, tenant: TenantId, place: StatusIndex, status: Status) -> None:
        """Say what became of a place; what is invalid stays so."""
        if self.statuses.get((tenant, place)) is not Status.INVALID:
            self.statuses[tenant, place] = status

    def end_family(self, tenant: TenantId, key: str, now: int) -> bool:
        """End a family and tell its APIs; False if it is gone, or has ended before."""
        family = self.families.get((tenant, key))
        if family is None or family.ended_at is not None:
            return False
        self.families[tenant, key] = replace(family, ended_at=now, device=Device())
        self.set_status(tenant, family.status, Status.INVALID)
        return True
