"""What happened in the table that somebody outside the request must learn of."""

from dataclasses import dataclass

from chalicelib.identity.model import Session, User
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import StatusIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged:
    """Something became of a place; what, is read again: a later change may have overtaken this."""

    tenant: TenantId
    place: StatusIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """Somebody signed out, or was signed out."""

    tenant: TenantId
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged:
    """A person's roles changed, or they were disabled or enabled."""

    tenant: TenantId
    before: User
    after: User


Change = StatusChanged | SessionEnded | UserChanged
