"""The pretend providers that the tenants' connections need, and how the broker reaches them.

It reaches the tenants' clients as well, which are on this machine, where it would never ask.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.upstream.model import Connection, ProviderKind
from ops.local.household import Household
from ops.local.people import sign_in_form
from ops.local.pretend.world import App, Person, Provider, World

_GRAPH = "https://graph.facebook.com"


class ClashingApps(ValueError):
    """Two connections present the same client id to one provider, with different secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One connection of one household, and the pretend provider behind it."""

    household: Household
    connection: Connection
    provider: str

    @property
    def app(self) -> App:
        """The connection's registration with the provider."""
        return App(
            client_id=self.connection.client_id,
            client_secret=self.household.connection_secrets[self.connection.id],
            redirect_uris=(self.household.callback(self.connection),),
        )

    @property
    def people(self) -> tuple[Person, ...]:
        """Who can sign in over it."""
        return self.household.people[self.connection.id]


def link(households: Iterable[Household]) -> tuple[Link, ...]:
    """Every connection with its provider: one Google, one Facebook, one for each other issuer."""
    names: dict[str, str] = {}
    links = []
    for household in households:
        for connection in household.connections:
            own = f"{household.id}-{connection.id}"
            is_oidc = connection.kind is ProviderKind.OIDC
            name = names.setdefault(connection.issuer, own if is_oidc else connection.kind.value)
            links.append(Link(household=household, connection=connection, provider=name))
    return tuple(links)


def make_world(links: Sequence[Link], base_url: str) -> World:
    """The world of these links. Raises ClashingApps."""
    names = dict.fromkeys(one.provider for one in links)
    providers = (_provider([one for one in links if one.provider == name]) for name in names)
    return World(base_url=base_url, providers=tuple(providers))


def make_overrides(links: Iterable[Link], base_url: str) -> dict[str, str]:
    """Real addresses of providers -> the pretend ones, as the broker is told them.

    Where clients are told of a logout is where it says: being named here makes it reachable.
    """
    links = tuple(links)
    clients = (client for one in links for client in one.household.clients)
    told = (client.backchannel_logout_uri for client in clients)
    providers = (pair for one in links for pair in _overrides(one, f"{base_url}/{one.provider}"))
    return {uri: uri for uri in told if uri is not None} | dict(providers)


def _overrides(one: Link, address: str) -> Iterator[tuple[str, str]]:
    yield one.connection.issuer, address
    if one.connection.kind is ProviderKind.FACEBOOK:
        yield _GRAPH, address


def _provider(links: list[Link]) -> Provider:
    people = {person.login: person for one in links for person in one.people}
    return Provider(
        name=links[0].provider,
        kind=links[0].connection.kind.value,
        apps=_apps(links),
        people=tuple(people.values()),
        form=sign_in_form(tuple(people.values())),
    )


def _apps(links: list[Link]) -> tuple[App, ...]:
    apps: dict[str, App] = {}
    for one in links:
        known = apps.setdefault(one.app.client_id, one.app)
        if known.client_secret != one.app.client_secret:
            raise ClashingApps(
                f"{one.household.id}/{one.connection.id}: {one.app.client_id} is registered with"
                f" {one.provider} twice, with different secrets"
            )
        uris = dict.fromkeys((*known.redirect_uris, *one.app.redirect_uris))
        apps[one.app.client_id] = replace(known, redirect_uris=tuple(uris))
    return tuple(apps.values())
