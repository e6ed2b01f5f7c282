"""The words of `vestibule users invite|invitations`."""

import argparse

from ops import invitations_command as invitations
from ops.report import Report
from ops.users_desk import UsersDesk
from ops.users_options import Add, Options, add_cause, cause_of

_MOST_DAYS = 365
_USUAL_DAYS = 14


def add_invitations(add: Add) -> None:
    """Add the commands about people who are no users yet."""
    invite = add("invite", _invite, "let whoever proves an address become a user, once")
    invite.add_argument("tenant", metavar="TENANT", help="the tenant's id")
    invite.add_argument("email", metavar="EMAIL", help="the address that they sign in with")
    invite.add_argument(
        "--role", metavar="ROLE", action="append", help="a role to begin with; may be repeated"
    )
    days = f"days until it ends (1 to {_MOST_DAYS}; {_USUAL_DAYS})"
    invite.add_argument("--days", type=_number_of_days, default=_USUAL_DAYS, help=days)
    add_cause(invite)
    listed = add("invitations", _invitations, "list the invitations of a tenant, or revoke one")
    listed.add_argument("tenant", metavar="TENANT", help="the tenant's id")
    listed.add_argument("--revoke", metavar="EMAIL", help="take the one for this address back")
    add_cause(listed)


def _invite(desk: UsersDesk, options: Options) -> Report:
    roles = tuple(options.role or ())
    cause = cause_of(options)
    return invitations.invite(desk, options.tenant, options.email, roles, options.days, cause)


def _invitations(desk: UsersDesk, options: Options) -> Report:
    if options.revoke is not None:
        return invitations.revoke(desk, options.tenant, options.revoke, cause_of(options))
    return invitations.page(desk, options.tenant)


def _number_of_days(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_MOST_DAYS}")
    return number
