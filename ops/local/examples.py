"""The sample web app and APIs, for every tenant whose document has a place for them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.clients.model import Client
from ops.local.addresses import Addresses
from ops.local.household import Household

_CALLBACK = "/callback"
_MOST = 2  # as many as there are ports for APIs
_ACCENTS = ("coral", "violet")

# Seconds between two looks of an API at its status lists: nobody waits half a minute for a demo.
STATUS_TTL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One tenant's site and API."""

    household: Household
    client: Client
    redirect_uri: str
    path: str  # of the site, within the web app
    audience: str
    api_port: int
    accent: str
    web_app: str
    spa: str  # the client id of the single-page app beside the site, or nothing

    @property
    def api(self) -> str:
        """The address of the API."""
        return f"http://localhost:{self.api_port}"

    def api_environment(self) -> dict[str, str]:
        """What the API must be told."""
        return {
            "ISSUER": self.household.issuer,
            "AUDIENCE": self.audience,
            "NAME": self.household.id,
            "PORT": str(self.api_port),
            "ORIGINS": self.web_app,  # where the single-page app is
            "STATUS_TTL": str(STATUS_TTL),
        }

    def site(self) -> dict[str, Any]:
        """What the web app must be told."""
        return {
            "name": self.household.id,
            "title": self.household.document.tenant.name,
            "issuer": self.household.issuer,
            "client_id": self.client.id,
            "client_secret": self.household.client_secrets[self.client.id],
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self.client.scopes),
            "api": self.api,
            "path": self.path,
            "accent": self.accent,
            "spa": self.spa,
        }


@dataclass(frozen=True, slots=True)
class Examples:
    """All examples of one stack."""

    addresses: Addresses
    each: tuple[Example, ...]

    def described(self) -> dict[str, Any]:
        """The examples in the words of the stack file; nothing that is not there."""
        if not self.each:
            return {}
        apis = {example.household.id: example.api for example in self.each}
        return {"web_app": self.addresses.web_app, "api": apis}

    def web_app_environment(self) -> dict[str, str]:
        """What the web app must be told."""
        sites = json.dumps([example.site() for example in self.each])
        return {"PORT": str(self.addresses.web_app_port), "SITES": sites}


def find_examples(households: Iterable[Household], addresses: Addresses) -> Examples:
    """Tenants by id, each with the first client that redirects to a path of the web app."""
    by_id = sorted(households, key=lambda household: household.id)
    found: list[Example] = []
    for household in by_id:
        taken = {example.path for example in found}
        found += _examples(household, addresses, len(found), taken)
    return Examples(addresses, tuple(found[:_MOST]))


def _examples(
    household: Household, addresses: Addresses, number: int, taken: set[str]
) -> Sequence[Example]:
    fitting = [
        Example(
            household=household,
            client=client,
            redirect_uri=uri,
            path=path,
            audience=client.audiences[0],
            api_port=addresses.api_port(number),
            accent=_ACCENTS[number % len(_ACCENTS)],
            web_app=addresses.web_app,
            spa=_spa(household, f"{addresses.web_app}{path}/spa{_CALLBACK}"),
        )
        for client, uri, path in _sites(household, addresses.web_app)
        if path not in taken
    ]
    return fitting[:1]


def _spa(household: Household, redirect_uri: str) -> str:
    fitting = (one.id for one in household.clients if redirect_uri in one.redirect_uris)
    return next(fitting, "")


def _sites(household: Household, web_app: str) -> Iterator[tuple[Client, str, str]]:
    for client in household.clients:
        if client.id not in household.client_secrets or not client.audiences:
            continue
        for uri in client.redirect_uris:
            if uri.startswith(web_app) and uri.endswith(_CALLBACK):
                yield client, uri, uri.removeprefix(web_app).removesuffix(_CALLBACK)
