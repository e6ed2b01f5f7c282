"""Assertion -> identity -> user. Never joined on an e-mail address, verified or not."""

from dataclasses import dataclass, replace

from chalicelib.identity.model import Identity, IdentityKey, User
from chalicelib.identity.roles import RoleBook
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


def settle(
    known: Known | None, assertion: Assertion, roles: RoleBook, now: int, new_user_id: str
) -> Settlement:
    """Decide who the asserted person is here.

    Somebody known stays who they are whatever their e-mail address has become; somebody unknown is
    a new user, even if another user has the same address.
    """
    if known is None:
        return _welcome(assertion, roles, now, new_user_id)
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


def _welcome(assertion: Assertion, roles: RoleBook, now: int, user_id: str) -> Settlement:
    user = User(
        id=user_id,
        created_at=now,
        updated_at=now,
        email=assertion.email,
        email_verified=_is_verified(assertion),
        profile=dict(assertion.profile),
        groups=assertion.groups,
        roles_mapped=roles.roles_for(assertion),
    )
    identity = Identity(
        key=IdentityKey.of(assertion),
        user_id=user_id,
        created_at=now,
        email=assertion.email,
        email_trust=assertion.email_trust,
    )
    return Settlement(user=user, identity=identity, is_new=True, is_changed=True)


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
