"""`vestibule users invite|invitations`: who may become a user, once."""

from collections.abc import Sequence

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.role_change import RoleRefused
from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.forms import EMAIL
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.claims import domain_of
from chalicelib.upstream.vouching import may_prove
from ops.person_json import describe_invitation, moment
from ops.report import Refused, Report
from ops.users_desk import UsersDesk


def invite(
    desk: UsersDesk, slug: str, email: str, roles: Sequence[str], days: int, cause: Cause
) -> Report:
    """Invite whoever proves an address."""
    tenant, address = desk.tenant(slug), _address(email)
    try:
        invitation = desk.invite.invite(tenant, address, roles, days, cause)
    except RoleRefused as error:
        raise Refused(str(error)) from error
    notes = _notes(desk, tenant, address)
    until = moment(invitation.expires_at)
    granted = f", as {', '.join(invitation.roles)}" if invitation.roles else ""
    return Report(
        lines=(
            f"{address} may become a user of {tenant.id} until {until}{granted}",
            *(f"  note: {note}" for note in notes),
        ),
        described={"invitation": describe_invitation(invitation), "notes": list(notes)},
    )


def page(desk: UsersDesk, slug: str) -> Report:
    """Every invitation that can still be used."""
    found = desk.invite.open_at(desk.tenant(slug))
    return Report(
        lines=tuple(map(_line, found)) or ("no invitations",),
        described={"invitations": [describe_invitation(each) for each in found]},
    )


def revoke(desk: UsersDesk, slug: str, email: str, cause: Cause) -> Report:
    """Take an invitation back."""
    tenant, address = desk.tenant(slug), _address(email)
    revoked = desk.invite.revoke(tenant, address, cause)
    if revoked is None:
        raise Refused(f"there is no invitation for {address} at {tenant.id}")
    return Report(
        lines=(f"{address}: the invitation is revoked",),
        described={"revoked": describe_invitation(revoked)},
    )


def _notes(desk: UsersDesk, tenant: Tenant, address: str) -> tuple[str, ...]:
    """What the operator may not expect."""
    notes = [
        f"{user.id} has this address already, and stays who they are"
        for user in desk.directory.with_email(tenant.id, address)
        if user.email_verified
    ]
    domain = domain_of(address)
    if not may_prove(desk.connections.all(tenant.id), domain):
        notes.append(
            f"no connection of {tenant.id} runs mailboxes at {domain}, so nobody can prove the"
            " address: see trusted_email_domains"
        )
    return tuple(notes)


def _line(invitation: Invitation) -> str:
    roles = ", ".join(invitation.roles) or "no roles"
    return (
        f"{invitation.email}  {roles}  until {moment(invitation.expires_at)}"
        f"  by {invitation.invited_by}"
    )


def _address(email: str) -> str:
    address = email.strip().lower()
    wrong = EMAIL(address)
    if wrong:
        raise Refused(wrong)
    return address
