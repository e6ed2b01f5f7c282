"""Which roles an administrator may give and take; those that come by rule are not theirs."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.identity.model import User
from chalicelib.identity.roles import RoleBook, RoleRule


class RoleRefused(Exception):
    """A change of roles that cannot be made, with the reason in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChange:
    """What an administrator asks: all granted roles at once (`replace`), or some of them."""

    replace: tuple[str, ...] | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def granted_after(user: User, book: RoleBook, change: RoleChange) -> tuple[str, ...]:
    """The roles that are granted by hand after a change. Raises RoleRefused."""
    for role in (*(change.replace or ()), *change.add):
        require_defined(role, book)
    before = user.roles_granted if change.replace is None else change.replace
    for role in change.remove:
        _require_granted(role, (*before, *change.add), user, book)
    return tuple(sorted({*before, *change.add} - {*change.remove}))


def sources_of(role: str, user: User, book: RoleBook) -> tuple[str, ...]:
    """Where a role of somebody comes from, in words."""
    found = ["granted"] if role in user.roles_granted else []
    if role in user.roles_mapped:
        found += _by_rule(role, book) or ["a rule at the last sign-in, which is there no more"]
    return tuple(found)


def _by_rule(role: str, book: RoleBook) -> list[str]:
    if role in book.defaults:
        return ["everybody has it by default"]
    rules = [_in_words(rule) for rule in book.rules if rule.role == role]
    # Which of several rules it was is not kept, and some may be about people of elsewhere.
    some = [f"one of the rules {', '.join(rules)}"]
    return some if len(rules) > 1 else [f"the rule {rule}" for rule in rules]


def _in_words(rule: RoleRule) -> str:
    over = f" over {rule.connection}" if rule.connection else ""
    return f"{rule.claim} = {rule.value}{over}"


def require_defined(role: str, book: RoleBook) -> None:
    """Raise RoleRefused for a role that the tenant does not define."""
    if role not in book.entitlements:
        near = _nearest(role, book.entitlements)
        raise RoleRefused(f"{role!r} is not a role of this tenant{near}")


def _require_granted(role: str, granted: Iterable[str], user: User, book: RoleBook) -> None:
    if role in granted:
        return
    if role in user.roles_mapped:
        told = " or ".join(sources_of(role, user, book))
        raise RoleRefused(f"{role!r} cannot be removed by hand, because it comes by rule: {told}")
    raise RoleRefused(f"{role!r} is not a role of this person{_nearest(role, granted)}")


def _nearest(role: str, roles: Iterable[str]) -> str:
    near = difflib.get_close_matches(role, tuple(roles), n=1)
    return f"; did you mean {near[0]}?" if near else ""
