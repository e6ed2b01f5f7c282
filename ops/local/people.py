"""Who can sign in at a tenant's pretend upstreams, from `local/people.toml` beside its document.

    [[acme.google]]                 # one table per person: tenant, then connection
    login = "ada@acme.test"         # what the person types or clicks
    subject = "110..."              # optional: the provider's id for the person
    password = "..."                # optional: the sign-in page then asks for it
    name = "Ada Lovelace"           # every other key is a claim, told as it stands

A connection that the file does not list gets Ada and Bob of `{tenant}.test`.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ops.local.pretend.world import Form, Person

_NOT_CLAIMS = frozenset({"login", "subject", "password"})


def load_people(folder: Path, tenant: str, connection: str, kind: str) -> tuple[Person, ...]:
    """The people of one connection; `folder` is where the tenant's document lies."""
    path = folder / "local" / "people.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    listed = known.get(tenant, {}).get(connection)
    if listed is None:
        return _default_people(tenant, kind)
    return tuple(_person(one, kind) for one in listed)


def sign_in_form(people: Sequence[Person]) -> Form:
    """How they sign in: with a password as soon as one of them has one, else by a button."""
    return "password" if any(person.password for person in people) else "buttons"


def _person(listed: Mapping[str, Any], kind: str) -> Person:
    login = listed["login"]
    return Person(
        login=login,
        subject=listed.get("subject") or _subject(login, kind),
        password=listed.get("password"),
        claims={name: value for name, value in listed.items() if name not in _NOT_CLAIMS},
    )


def _default_people(tenant: str, kind: str) -> tuple[Person, ...]:
    domain = f"{tenant}.test"
    return (
        _person(_described("ada", "Ada", "Lovelace", domain, kind), kind),
        _person(_described("bob", "Bob", "Kahn", domain, kind), kind),
    )


def _described(login: str, given: str, family: str, domain: str, kind: str) -> dict[str, Any]:
    address = f"{login}@{domain}"
    told: dict[str, Any] = {"login": address, "email": address, "name": f"{given} {family}"}
    if kind == "facebook":
        return told | {"first_name": given, "last_name": family}
    told |= {"email_verified": True, "given_name": given, "family_name": family}
    return told | {"hd": domain} if kind == "google" else told


def _subject(login: str, kind: str) -> str:
    # Stable from start to start, and shaped as the provider shapes its own.
    digest = hashlib.sha256(login.encode()).hexdigest()
    number = int(digest[:12], 16)
    shapes = {"google": str(11 * 10**19 + number), "facebook": str(10**16 + number)}
    return shapes.get(kind, digest[:32])
