"""Who exists in the pretend world: providers, the apps they know, the people who sign in."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["google", "facebook", "oidc"]
Form = Literal["buttons", "password"]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A client registered with a provider, as a tenant's admin would have registered it."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who can sign in; `claims` holds all that the provider could ever say of them."""

    login: str
    subject: str
    claims: Mapping[str, object] = field(default_factory=dict)
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One pretend provider, served under `/{name}`; several tenants' apps may share it."""

    name: str
    kind: Kind
    apps: tuple[App, ...]
    people: tuple[Person, ...] = ()
    form: Form = "buttons"

    def find_app(self, client_id: str | None) -> App | None:
        """The app registered under this id."""
        return next((app for app in self.apps if app.client_id == client_id), None)

    def find_person(self, login: str) -> Person | None:
        """The person with this login; case does not matter, as in a mailbox."""
        wanted = login.casefold()
        return next((one for one in self.people if one.login.casefold() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All pretend providers behind one address; `slow_seconds` is how long `slow` takes."""

    base_url: str
    providers: tuple[Provider, ...]
    slow_seconds: float = 15.0


def world_to_json(world: World) -> str:
    """Say the world in the form `world_from_json` reads."""
    return json.dumps(asdict(world), indent=2)


def world_from_json(text: str) -> World:
    """Read a world; an unknown or missing field is a TypeError or KeyError that names it."""
    found = json.loads(text)
    providers = tuple(_provider(one) for one in found.pop("providers"))
    return World(providers=providers, **found)


def load_world(path: Path) -> World:
    """Read a world from its JSON file."""
    return world_from_json(path.read_text(encoding="utf-8"))


def _provider(found: dict[str, Any]) -> Provider:
    apps = tuple(_app(one) for one in found.pop("apps"))
    people = tuple(Person(**one) for one in found.pop("people", ()))
    return Provider(apps=apps, people=people, **found)


def _app(found: dict[str, Any]) -> App:
    return App(redirect_uris=tuple(found.pop("redirect_uris")), **found)
