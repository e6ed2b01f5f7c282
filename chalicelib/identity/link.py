"""Assertion -> identity -> user.

Somebody is known by connection, issuer and subject. An e-mail address joins two identities only
where a tenant asked for that, and then as `join` decides.
"""

from dataclasses import dataclass, replace

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.join import Acquaintance
from chalicelib.identity.model import Identity, IdentityKey, User
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.upstream.model import Assertion, EmailTrust


@dataclass(frozen=True, slots=True)
class Known:
    """An identity that signed in before, and its user."""

    identity: Identity
    user: User


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Who the person is, and what must be written down about it."""

    user: User
    identity: Identity
    is_new: bool
    is_changed: bool  # of somebody known: the records differ from those stored
    roles_version: int = 0  # of the records that this was settled from
    joins: Acquaintance | None = None  # whose user it is that gets another identity
    invitation: Invitation | None = None  # used up by this
    events: tuple[AuditEvent, ...] = ()


def settle(
    known: Known | None,
    assertion: Assertion,
    roles: RoleBook,
    now: int,
    new_user_id: str,
    invitation: Invitation | None = None,
) -> Settlement:
    """Decide who the asserted person is here.

    Somebody known stays who they are whatever their e-mail address has become; somebody unknown is
    a new user, even if another user has the same address, with the roles of their invitation.
    """
    if known is None:
        return _welcome(assertion, roles, now, new_user_id, invitation)
    user = _refreshed(known.user, assertion, roles)
    identity = replace(known.identity, email=assertion.email, email_trust=assertion.email_trust)
    is_changed = (user, identity) != (known.user, known.identity)
    return Settlement(
        user=replace(user, updated_at=now) if is_changed else user,
        identity=identity,
        is_new=False,
        is_changed=is_changed,
        roles_version=known.user.roles_version,
    )


def join(own: Acquaintance, assertion: Assertion, roles: RoleBook, now: int) -> Settlement:
    """Give a user another identity: they are who they were, and now also come this way."""
    # Later than before in any case, so that of two joins at the same moment one comes too late.
    later = max(now, own.user.updated_at + 1)
    return Settlement(
        user=replace(_refreshed(own.user, assertion, roles), updated_at=later),
        identity=_new_identity(assertion, own.user.id, now),
        is_new=False,
        is_changed=True,
        roles_version=own.user.roles_version,
        joins=own,
    )


def _welcome(
    assertion: Assertion,
    roles: RoleBook,
    now: int,
    user_id: str,
    invitation: Invitation | None,
) -> Settlement:
    user = User(
        id=user_id,
        created_at=now,
        updated_at=now,
        email=assertion.email,
        email_verified=_is_verified(assertion),
        profile=dict(assertion.profile),
        groups=assertion.groups,
        roles_mapped=roles.roles_for(assertion),
        roles_granted=invitation.roles if invitation else (),
    )
    return Settlement(
        user=user,
        identity=_new_identity(assertion, user_id, now),
        is_new=True,
        is_changed=True,
        invitation=invitation,
    )


def _new_identity(assertion: Assertion, user_id: str, now: int) -> Identity:
    return Identity(
        key=IdentityKey.of(assertion),
        user_id=user_id,
        created_at=now,
        email=assertion.email,
        email_trust=assertion.email_trust,
    )


def _refreshed(user: User, assertion: Assertion, roles: RoleBook) -> User:
    """The user after signing in again: roles and display claims follow, the e-mail stays."""
    is_first_email = user.email is None and assertion.email is not None
    followed = replace(
        user,
        email=assertion.email if is_first_email else user.email,
        email_verified=_is_verified(assertion) if is_first_email else user.email_verified,
        profile={**user.profile, **assertion.profile},
        groups=assertion.groups,
        roles_mapped=roles.roles_for(assertion),
    )
    return followed.with_roles_since(user)


def _is_verified(assertion: Assertion) -> bool:
    return assertion.email is not None and assertion.email_trust is not EmailTrust.UNVERIFIED
