"""A person's records as JSON, with names that stay."""

from datetime import UTC, datetime

from chalicelib.flows.describe_person import Dossier
from chalicelib.identity.device import device_name
from chalicelib.identity.invitation import Invitation
from chalicelib.identity.model import Device, Identity, Session, User
from chalicelib.identity.role_change import sources_of
from chalicelib.identity.roles import RoleBook
from chalicelib.tokens.family import RefreshFamily

Described = dict[str, object]

#: So much of a session's key is shown, and names it well enough among those of one person.
SHORT_KEY = 12


def describe_user(user: User) -> Described:
    """A person in a list."""
    return {
        "sub": user.id,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.profile.get("name"),
        "state": "active" if user.disabled_at is None else "disabled",
        "disabled_at": moment(user.disabled_at),
        "created_at": moment(user.created_at),
        "roles": list(user.roles),
    }


def describe_identity(identity: Identity) -> Described:
    """Who vouches for a person."""
    return {
        "connection": identity.key.connection,
        "issuer": identity.key.issuer,
        "subject": identity.key.subject,
        "email": identity.email,
        "email_trust": identity.email_trust,
        "created_at": moment(identity.created_at),
    }


def describe_session(session: Session) -> Described:
    """One signed-in browser. Of its key only the beginning: the key is the hash of a secret."""
    return {
        "key": session.key[:SHORT_KEY],
        "device": device_name(session.device.user_agent),
        "address": session.device.address or None,
        "country": session.device.country or None,
        "connection": session.connection,
        "signed_in_at": moment(session.authenticated_at),
        "last_used_at": moment(session.last_used_at or session.authenticated_at),
        "expires_at": moment(session.expires_at),
        "clients": list(session.clients),
    }


def describe_grant(family: RefreshFamily) -> Described:
    """What one app may do for a person from one device."""
    return {
        "client": family.client_id,
        "device": device_name(family.device.user_agent),
        "session": family.session_key[:SHORT_KEY],
        "offline": family.is_offline,
        "scopes": list(family.scopes),
        "audiences": list(family.audiences),
        "created_at": moment(family.created_at),
        "last_used_at": moment(family.last_used_at),
        "expires_at": moment(family.expires_at),
    }


def describe_roles(user: User, book: RoleBook) -> list[Described]:
    """Each role with where it comes from."""
    return [{"role": role, "from": list(sources_of(role, user, book))} for role in user.roles]


def describe_invitation(invitation: Invitation) -> Described:
    """Who may become a user."""
    return {
        "email": invitation.email,
        "roles": list(invitation.roles),
        "invited_at": moment(invitation.invited_at),
        "expires_at": moment(invitation.expires_at),
        "invited_by": invitation.invited_by,
    }


def describe_person(dossier: Dossier, book: RoleBook) -> Described:
    """What is worth knowing about a person."""
    return {
        "person": describe_user(dossier.user),
        "roles": describe_roles(dossier.user, book),
        "identities": [describe_identity(each) for each in dossier.identities],
        "sessions": [describe_session(each) for each in dossier.sessions],
        "grants": [describe_grant(each) for each in dossier.families],
    }


def export_person(
    dossier: Dossier, book: RoleBook, invitation: Invitation | None = None
) -> Described:
    """All that is stored about a person but secrets and their hashes."""
    user = dossier.user
    more: Described = {
        "profile": dict(user.profile),
        "groups": list(user.groups),
        "roles_granted": list(user.roles_granted),
        "roles_mapped": list(user.roles_mapped),
        "updated_at": moment(user.updated_at),
    }
    return {
        **describe_person(dossier, book),
        "person": {**describe_user(user), **more},
        "invitation": describe_invitation(invitation) if invitation else None,
        "sessions": [
            {**describe_session(each), **_authentication(each, each.device)}
            for each in dossier.sessions
        ],
        "grants": [
            {**describe_grant(each), **_authentication(each, each.device)}
            for each in dossier.families
        ],
    }


def _authentication(record: Session | RefreshFamily, device: Device) -> Described:
    return {
        "user_agent": device.user_agent,
        "address": device.address or None,
        "country": device.country or None,
        "acr": record.acr,
        "amr": list(record.amr),
        "idle_expires_at": moment(record.idle_expires_at),
    }


def moment(at: int | None) -> str | None:
    """A time in UTC, as RFC 3339 writes it."""
    return None if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
