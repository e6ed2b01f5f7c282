"""A person's records in lines for a terminal."""

from collections.abc import Iterable, Iterator

from chalicelib.flows.describe_person import Dossier
from chalicelib.identity.device import device_name
from chalicelib.identity.model import Device, Identity, Session, User
from chalicelib.identity.role_change import sources_of
from chalicelib.identity.roles import RoleBook
from chalicelib.tokens.family import RefreshFamily
from ops.person_json import SHORT_KEY, moment


def line_of_user(user: User) -> str:
    """One person in a list."""
    verified = "" if user.email_verified or user.email is None else " (unverified)"
    disabled = f"  disabled {moment(user.disabled_at)}" if user.disabled_at is not None else ""
    roles = ", ".join(user.roles) or "no roles"
    return _plain(f"{user.id}  {user.email or 'no e-mail'}{verified}  {roles}{disabled}")


def line_of_session(session: Session) -> str:
    """One signed-in browser."""
    return _plain(
        f"{session.key[:SHORT_KEY]}  {device_name(session.device.user_agent)}"
        f"  {_place(session.device)}  signed in {moment(session.authenticated_at)}"
        f"  last used {moment(session.last_used_at or session.authenticated_at)}"
        f"  {', '.join(session.clients) or 'no clients'}"
    )


def lines_of_roles(user: User, book: RoleBook) -> list[str]:
    """Each role with where it comes from."""
    return [f"{role}  {'; '.join(sources_of(role, user, book))}" for role in user.roles]


def lines_of_person(dossier: Dossier, book: RoleBook) -> tuple[str, ...]:
    """What is worth knowing about a person, under headings."""
    user = dossier.user
    name = user.profile.get("name")
    return (
        line_of_user(user),
        *_section("name", [_plain(str(name))] if name else []),
        *_section("roles", lines_of_roles(user, book)),
        *_section("identities", map(_line_of_identity, dossier.identities)),
        *_section("sessions", map(line_of_session, dossier.sessions)),
        *_section("grants", map(_line_of_grant, dossier.families)),
    )


def _line_of_identity(identity: Identity) -> str:
    email = f"{identity.email} ({identity.email_trust})" if identity.email else "no e-mail"
    key = identity.key
    since = moment(identity.created_at)
    return _plain(f"{key.connection}  {key.subject} at {key.issuer}  {email}  since {since}")


def _line_of_grant(family: RefreshFamily) -> str:
    kind = "offline" if family.is_offline else f"session {family.session_key[:SHORT_KEY]}"
    return _plain(
        f"{family.client_id}  {device_name(family.device.user_agent)}  {kind}"
        f"  since {moment(family.created_at)}  last used {moment(family.last_used_at)}"
    )


def _place(device: Device) -> str:
    country = f" ({device.country})" if device.country else ""
    return f"{device.address or 'address unknown'}{country}"


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    yield f"{heading}: {'none' if not found else ''}".rstrip()
    yield from (f"  {line}" for line in found)


def _plain(text: str) -> str:
    """Text that somebody else may have chosen, without what a terminal would obey."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
