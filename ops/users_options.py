"""The words of `vestibule users ...`, and which command each of them means."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.identity.role_change import RoleChange
from chalicelib.tenancy.audit import Cause
from ops import users_change_command as change
from ops import users_command as look
from ops.report import Report
from ops.surroundings import login_name
from ops.users_desk import UsersDesk

Options = argparse.Namespace
Command = Callable[[UsersDesk, Options], Report]
#: Adds a command: its name, what it does with a desk, and about what.
Add = Callable[[str, Command, str], argparse.ArgumentParser]

_MOST_PEOPLE = 100


class WrongUse(Exception):
    """Options that do not go together, or one that is missing."""


def add_users(add: Add) -> None:
    """Add every command about people."""
    find = add("find", _find, "list the people of a tenant, or whoever has an id or an e-mail")
    _add_tenant(find)
    find.add_argument("person", metavar="PERSON", nargs="?", help=_PERSON)
    find.add_argument("--limit", type=_page_size, default=50, help="people per page (50)")
    find.add_argument("--after", metavar="CURSOR", help="go on where an earlier page ended")
    _add_person(add("show", _on_person(look.show), "show one person, sessions and grants included"))
    _add_person(add("export", _on_person(look.export), "print all that is stored about a person"))
    sessions = add("sessions", _sessions, "list where a person is signed in, or sign them out")
    _add_person(sessions)
    ends = sessions.add_mutually_exclusive_group()
    ends.add_argument("--end", metavar="KEY", help="end this one; the key's beginning is enough")
    ends.add_argument("--end-all", action="store_true", help="end all, and every grant")
    add_cause(sessions)
    _add_roles(add)
    for name, run, about in (
        ("disable", change.disable, "keep a person out, and end all sessions and tokens"),
        ("enable", change.enable, "let a person in again who was disabled"),
    ):
        changes = add(name, _with_cause(run), about)
        _add_person(changes)
        add_cause(changes)
    erase = add("erase", _erase, "forget a person for good")
    _add_person(erase)
    add_cause(erase)
    erase.add_argument(
        "--yes", action="store_true", help="at a terminal: do it, not only say what would be done"
    )


_PERSON = "the `sub` in their tokens, or an e-mail address that nobody else here has"


def _add_roles(add: Add) -> None:
    roles = add("roles", _roles, "show where a person's roles come from, give and take them")
    _add_person(roles)
    words = {"set": "grant this and no other ('' for none)", "add": "grant", "remove": "take"}
    for name, about in words.items():
        told = f"{about}; may be repeated"
        roles.add_argument(f"--{name}", metavar="ROLE", action="append", help=told)
    add_cause(roles)


def _add_tenant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant", metavar="TENANT", help="the tenant's id")


def _add_person(parser: argparse.ArgumentParser) -> None:
    _add_tenant(parser)
    parser.add_argument("person", metavar="PERSON", help=_PERSON)


def add_cause(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", help="why; kept in the audit trail, so name no person in it")
    parser.add_argument(
        "--as", dest="operator", metavar="NAME", help="who you are (else your login name)"
    )


def _page_size(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= _MOST_PEOPLE:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_MOST_PEOPLE}")
    return number


def _on_person(run: Callable[[UsersDesk, str, str], Report]) -> Command:
    return lambda desk, options: run(desk, options.tenant, options.person)


def _with_cause(run: Callable[[UsersDesk, str, str, Cause], Report]) -> Command:
    return lambda desk, options: run(desk, options.tenant, options.person, cause_of(options))


def _find(desk: UsersDesk, options: Options) -> Report:
    if options.person is not None:
        return look.find(desk, options.tenant, options.person)
    return look.page(desk, options.tenant, options.limit, options.after)


def _sessions(desk: UsersDesk, options: Options) -> Report:
    whose = (desk, options.tenant, options.person)
    if options.end is not None:
        return look.end_session(*whose, options.end, cause_of(options))
    if options.end_all:
        return look.end_all_sessions(*whose, cause_of(options))
    return look.sessions(*whose)


def _roles(desk: UsersDesk, options: Options) -> Report:
    asked: Mapping[str, Any] = vars(options)
    if all(asked[name] is None for name in ("set", "add", "remove")):
        return look.roles(desk, options.tenant, options.person)
    if options.set is not None and (options.add or options.remove):
        raise WrongUse("--set names all roles at once: use it without --add and --remove")
    wanted = RoleChange(
        replace=None if options.set is None else tuple(filter(None, options.set)),
        add=tuple(options.add or ()),
        remove=tuple(options.remove or ()),
    )
    return change.change_roles(desk, options.tenant, options.person, wanted, cause_of(options))


def _erase(desk: UsersDesk, options: Options) -> Report:
    # A program means what it says; fingers at a terminal may have meant another command.
    is_sure = options.yes or not sys.stdin.isatty()
    return change.erase(desk, options.tenant, options.person, cause_of(options), is_sure=is_sure)


def cause_of(options: Options) -> Cause:
    """Who does it, as far as anybody knows, and why, if that was said."""
    reason = (options.reason or "").strip() or None
    return Cause(f"operator:{options.operator or login_name()}", reason)
