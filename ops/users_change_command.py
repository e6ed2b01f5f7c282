"""`vestibule users roles|disable|enable|erase`: change people, and say what became of it."""

from chalicelib.flows.manage_people import PersonGone
from chalicelib.identity.role_change import RoleChange, RoleRefused
from chalicelib.tenancy.audit import Cause
from ops.person_json import describe_roles, moment
from ops.person_lines import lines_of_roles
from ops.report import Refused, Report, counted
from ops.users_desk import UsersDesk


class Unconfirmed(Exception):
    """What would be done, if `--yes` were said."""


def change_roles(desk: UsersDesk, slug: str, who: str, change: RoleChange, cause: Cause) -> Report:
    """Give and take roles; APIs learn of it before the tokens end."""
    tenant = desk.tenant(slug)
    try:
        user = desk.person(tenant, who)
        before, after = desk.manage.change_roles(tenant, user.id, change, cause)
    except (RoleRefused, PersonGone) as error:
        raise _refused(error, who) from error
    book, is_changed = desk.roles(tenant), after.roles_granted != before.roles_granted
    told = "roles are now" if is_changed else "nothing to change, roles are"
    return Report(
        lines=(f"{user.id}: {told}", *(f"  {line}" for line in lines_of_roles(after, book))),
        described={
            "sub": user.id,
            "changed": is_changed,
            "roles": describe_roles(after, book),
            "roles_before": list(before.roles),
        },
    )


def disable(desk: UsersDesk, slug: str, who: str, cause: Cause) -> Report:
    """Keep somebody out, and end everything they have."""
    tenant = desk.tenant(slug)
    try:
        user = desk.person(tenant, who)
        is_new = desk.manage.disable(tenant, user.id, cause)
    except PersonGone as error:
        raise _refused(error, who) from error
    now = desk.person(tenant, user.id)
    told = "disabled" if is_new else f"was disabled already, {moment(now.disabled_at)}"
    return Report(
        lines=(f"{user.id}: {told}; every session and every token has ended",),
        described={"sub": user.id, "changed": is_new, "disabled_at": moment(now.disabled_at)},
    )


def enable(desk: UsersDesk, slug: str, who: str, cause: Cause) -> Report:
    """Let somebody in again. What was ended stays ended."""
    tenant = desk.tenant(slug)
    try:
        user = desk.person(tenant, who)
        is_new = desk.manage.enable(tenant, user.id, cause)
    except PersonGone as error:
        raise _refused(error, who) from error
    told = "may sign in again" if is_new else "was not disabled"
    return Report(
        lines=(f"{user.id}: {told}",),
        described={"sub": user.id, "changed": is_new, "disabled_at": None},
    )


def erase(desk: UsersDesk, slug: str, who: str, cause: Cause, *, is_sure: bool) -> Report:
    """Forget somebody. Raises Unconfirmed unless the operator is sure."""
    tenant = desk.tenant(slug)
    user = desk.person(tenant, who)
    if not is_sure:
        kept = desk.dossier(tenant, user)
        parts = (
            counted(len(kept.sessions), "session"),
            counted(len(kept.families), "grant"),
            f"the way to sign in over {counted(len(kept.identities), 'connection')}",
        )
        raise Unconfirmed(
            f"this would erase {user.id} of {tenant.id} for good, with {parts[0]}, {parts[1]} and"
            f" {parts[2]}; say --yes to do it"
        )
    try:
        desk.manage.erase(tenant, user.id, cause)
    except PersonGone as error:
        raise _refused(error, who) from error
    return Report(
        lines=(f"{user.id}: erased; whoever signs in the same way again is somebody new",),
        described={"sub": user.id, "erased": True},
    )


def _refused(error: RoleRefused | PersonGone, who: str) -> Refused:
    gone = f"{who!r} was erased at this moment"
    return Refused(gone if isinstance(error, PersonGone) else str(error))
