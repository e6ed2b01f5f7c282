"""The words of `vestibule keys ...`, and which command each of them means."""

import argparse
from collections.abc import Callable

from ops import keys_command as keys
from ops.keys_desk import KeysDesk
from ops.report import Report
from ops.users_options import WrongUse, add_cause, cause_of

Options = argparse.Namespace
Command = Callable[[KeysDesk, Options], Report]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_keys(add: Add) -> None:
    """Add every command about signing keys."""
    show = add("list", _show, "list the keys of a tenant, and what KMS says of them")
    show.add_argument("tenant", metavar="TENANT", help="the tenant's id")
    rotate = add("rotate", _rotate, "begin a rotation, or go on with one")
    rotate.add_argument("tenant", metavar="TENANT", help="the tenant's id")
    rotate.add_argument(
        "--now", action="store_true", help="somebody else may have signed: withdraw what signs now"
    )
    rotate.add_argument(
        "--key",
        metavar="KID",
        help="with --now: withdraw this key instead (an id that begins with a dash: --key=KID)",
    )
    rotate.add_argument("--yes", action="store_true", help="do it; else only say what it breaks")
    add_cause(rotate)


def _show(desk: KeysDesk, options: Options) -> Report:
    return keys.show(desk, options.tenant)


def _rotate(desk: KeysDesk, options: Options) -> Report:
    if options.key and not options.now:
        raise WrongUse("--key names a key to withdraw: use it with --now")
    cause = cause_of(options)
    if options.now:
        return keys.withdraw(desk, options.tenant, options.key, cause, is_sure=options.yes)
    return keys.rotate(desk, options.tenant, cause)
