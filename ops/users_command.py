"""`vestibule users ...`: look at the people of a tenant. Nothing here changes anybody."""

import json

from chalicelib.identity.model import Session, User
from chalicelib.identity.people_ports import UnknownCursor
from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.model import Tenant
from ops.person_json import (
    describe_person,
    describe_roles,
    describe_session,
    describe_user,
    export_person,
)
from ops.person_lines import line_of_session, line_of_user, lines_of_person, lines_of_roles
from ops.report import Refused, Report, counted
from ops.users_desk import UsersDesk


def find(desk: UsersDesk, slug: str, who: str) -> Report:
    """Everybody that a `sub` or an e-mail address names."""
    found = desk.people(desk.tenant(slug), who)
    return _listed(found, None)


def page(desk: UsersDesk, slug: str, limit: int, after: str | None) -> Report:
    """Some people of a tenant, and how to see the next."""
    try:
        found = desk.directory.page(desk.tenant(slug).id, limit, after)
    except UnknownCursor as error:
        raise Refused(f"--after {after!r} is not what an earlier page ended with") from error
    return _listed(found.people, found.after)


def show(desk: UsersDesk, slug: str, who: str) -> Report:
    """One person: who vouches for them, their roles, where they are signed in, for which apps."""
    tenant = desk.tenant(slug)
    dossier = desk.dossier(tenant, desk.person(tenant, who)).live(desk.clock.now())
    book = desk.roles(tenant)
    return Report(lines=lines_of_person(dossier, book), described=describe_person(dossier, book))


def export(desk: UsersDesk, slug: str, who: str) -> Report:
    """Everything that is stored about one person."""
    tenant = desk.tenant(slug)
    user = desk.person(tenant, who)
    dossier, invitation = desk.dossier(tenant, user), desk.invitation_of(tenant, user)
    exported = export_person(dossier, desk.roles(tenant), invitation)
    return Report(lines=(json.dumps(exported, indent=2),), described=exported)


def roles(desk: UsersDesk, slug: str, who: str) -> Report:
    """The roles of one person, with where they come from."""
    tenant = desk.tenant(slug)
    user, book = desk.person(tenant, who), desk.roles(tenant)
    lines = lines_of_roles(user, book)
    return Report(
        lines=tuple(lines) or ("no roles",),
        described={"sub": user.id, "roles": describe_roles(user, book)},
    )


def sessions(desk: UsersDesk, slug: str, who: str) -> Report:
    """Where one person is signed in."""
    tenant = desk.tenant(slug)
    user = desk.person(tenant, who)
    live = desk.dossier(tenant, user).live(desk.clock.now()).sessions
    return Report(
        lines=tuple(map(line_of_session, live)) or ("signed in nowhere",),
        described={"sub": user.id, "sessions": [describe_session(each) for each in live]},
    )


def end_session(desk: UsersDesk, slug: str, who: str, key: str, cause: Cause) -> Report:
    """Sign one browser of a person out."""
    tenant = desk.tenant(slug)
    user = desk.person(tenant, who)
    session = _named(desk, tenant, user, key)
    desk.manage.end_session(tenant, session, cause)
    return Report(
        lines=(f"ended {line_of_session(session)}",),
        described={"sub": user.id, "ended": [describe_session(session)]},
    )


def end_all_sessions(desk: UsersDesk, slug: str, who: str, cause: Cause) -> Report:
    """Sign a person out everywhere, and end what their apps may do without them."""
    tenant = desk.tenant(slug)
    user = desk.person(tenant, who)
    dossier = desk.dossier(tenant, user).live(desk.clock.now())
    desk.manage.end_session.all_of(tenant, user.id, cause)
    ended = counted(len(dossier.sessions), "session")
    grants = counted(len(dossier.families), "grant")
    return Report(
        lines=(f"ended {ended} and {grants} of {user.id}",),
        described={"sub": user.id, "ended": [describe_session(each) for each in dossier.sessions]},
    )


def _named(desk: UsersDesk, tenant: Tenant, user: User, key: str) -> Session:
    """The one session whose key begins like that; an expired one may be ended too."""
    sessions = desk.dossier(tenant, user).sessions
    found = [session for session in sessions if key and session.key.startswith(key)]
    if not found:
        raise Refused(f"{user.id} has no session whose key begins with {key!r}")
    if len(found) > 1:
        raise Refused(f"{counted(len(found), 'session')} begin with {key!r}: give more of the key")
    return found[0]


def _listed(people: tuple[User, ...], after: str | None) -> Report:
    lines = [line_of_user(user) for user in people] or ["nobody"]
    more = [f"more: --after {after}"] if after else []
    described = {"people": [describe_user(user) for user in people], "after": after}
    return Report(lines=(*lines, *more), described=described)
