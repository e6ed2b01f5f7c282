"""`.vestibule/stack.json`: everything that whoever uses a running stack must know, in one file."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.clients.model import Client
from ops.local.addresses import Addresses
from ops.local.examples import Examples
from ops.local.expected_roles import expected_roles
from ops.local.household import Household
from ops.local.pretend.misbehaviour import known_words
from ops.local.world import Link

Described = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What was started."""

    addresses: Addresses
    public_url: str
    region: str
    table: str
    households: tuple[Household, ...]
    links: tuple[Link, ...]
    examples: Examples


def describe(running: Running) -> Described:
    """The stack in the words of the file."""
    upstreams = running.addresses.upstreams
    return {
        "public_url": running.public_url,
        "aws": {
            "endpoint_url": running.addresses.aws,
            "region": running.region,
            "table": running.table,
        },
        "tenants": {
            household.id: _tenant(household, _links_of(household, running.links), upstreams)
            for household in running.households
        },
        "examples": running.examples.described(),
        "outbox": f"{upstreams}/outbox",
    }


class StackFile:
    """The file, there for as long as the stack can be used."""

    def __init__(self, home: Path) -> None:
        self.path = home / "stack.json"

    def write(self, described: Described) -> None:
        """Write it at once or not at all: nobody reads half of it."""
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_text(f"{json.dumps(described, indent=2)}\n", encoding="utf-8")
        draft.replace(self.path)

    def remove(self) -> None:
        """Nobody shall be sent to a stack that has stopped."""
        self.path.unlink(missing_ok=True)


def _links_of(household: Household, links: Iterable[Link]) -> list[Link]:
    return [one for one in links if one.household.id == household.id]


def _tenant(household: Household, links: list[Link], upstreams: str) -> Described:
    return {
        "issuer": household.issuer,
        "clients": {
            client.id: _client(client, household.client_secrets.get(client.id))
            for client in household.clients
        },
        "connections": {one.connection.id: _connection(one, upstreams) for one in links},
        "people": [person for one in links for person in _people(one)],
    }


def _client(client: Client, secret: str | None) -> Described:
    described = {
        "client_id": client.id,
        "client_secret": secret,
        "redirect_uris": list(client.redirect_uris),
        "post_logout_redirect_uris": list(client.post_logout_redirect_uris),
        "grant_types": list(client.grant_types),
    }
    return {name: value for name, value in described.items() if value}


def _connection(one: Link, upstreams: str) -> Described:
    address = f"{upstreams}/{one.provider}"
    return {
        "kind": one.connection.kind.value,
        "client_id": one.app.client_id,
        "client_secret": one.app.client_secret,
        "upstream": address,
        "control": f"{address}/control",
        "misbehaviours": known_words(one.connection.kind.value),
    }


def _people(one: Link) -> Iterable[Described]:
    for person in one.people:
        described: Described = {
            "connection": one.connection.id,
            "login": person.login,
            "roles": list(expected_roles(one.household.document.roles, one.connection, person)),
        }
        yield described | ({"password": person.password} if person.password else {})
