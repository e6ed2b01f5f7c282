"""What a new document breaks for those who rely on the published one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

from chalicelib.clients.model import Client
from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.tenancy.model import Api
from chalicelib.tokens.access import algorithm_of, list_algorithm
from chalicelib.upstream.model import Connection, ProviderKind
from ops.differences import describe_rule
from ops.moving import of_moving
from ops.people_consequences import of_people

_SHORTER = {
    "session_idle": "people who pause are asked to sign in again sooner",
    "session_absolute": "people are asked to sign in again sooner",
    "refresh_idle": "apps that pause lose their refresh tokens sooner",
    "refresh_absolute": "apps must send people to sign in again sooner",
    "id_token": "ID tokens expire sooner",
    "attempt": "sign-ins that take long fail sooner",
    "code": "apps have less time to redeem a code",
}
#: By what a client loses: what does not work any more.
_LOST = {
    "redirect_uris": "sign-ins that return to {} are refused",
    "post_logout_redirect_uris": "nobody is sent back to {} after signing out",
    "grant_types": "the grant type {} is refused",
    "scopes": "the scope {} is not granted any more",
    "audiences": "it gets no more tokens for {}",
    "origins": "pages of {} may not call from a script any more",
    "introspects": "it may not ask about tokens for {} any more",
    "id_token_claims": "its ID tokens have no {} any more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """Something that worked and will not, or not as it did."""

    thing: str
    told: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.told}"


def consequences(
    before: TenantDocument, after: TenantDocument, ended_secrets: frozenset[str]
) -> tuple[Consequence, ...]:
    """Everything that breaks; `ended_secrets` are the clients of which a live secret ends."""
    parts = (
        of_moving(before, after),
        _of_tenant(before, after),
        of_people(before.tenant, after.tenant),
        _of_connections(before, after),
        _of_apis(before, after),
        _of_roles(before, after),
        _of_clients(before, after),
        ((f"client {one}", _SECRET_ENDS) for one in sorted(ended_secrets)),
    )
    return tuple(Consequence(thing=thing, told=told) for part in parts for thing, told in part)


Told = Iterator[tuple[str, str]]

_SECRET_ENDS = "a secret that it has ends within a minute; it must use the other by then"


def _of_tenant(before: TenantDocument, after: TenantDocument) -> Told:
    old, new = asdict(before.tenant.lifetimes), asdict(after.tenant.lifetimes)
    for name, seconds in old.items():
        if new[name] < seconds:
            yield "lifetimes", f"{name} is shorter: {_SHORTER.get(name, 'it ends sooner')}"
    yield from _of_signatures(before, after)


def _of_signatures(before: TenantDocument, after: TenantDocument) -> Told:
    """A successor signs as soon as everybody can have its key, so not at a time that is known."""
    old, new = before.tenant, after.tenant
    signed = {("keys", "status lists"): (list_algorithm(old), list_algorithm(new))}
    for api in new.apis:
        if old.find_api(api.audience):
            audiences = (api.audience,)
            pair = (algorithm_of(old, audiences), algorithm_of(new, audiences))
            signed[f"api {api.audience}", "its access tokens"] = pair
    for (thing, what), (was, becomes) in signed.items():
        if was != becomes:
            yield thing, f"{what} will be signed with {becomes}: it must be taken beside {was}"


def _of_connections(before: TenantDocument, after: TenantDocument) -> Told:
    left = {each.id: each for each in after.connections}
    newcomers = [each for each in after.connections if each.id not in _ids(before.connections)]
    for old in before.connections:
        new = left.get(old.id)
        if new is not None:
            yield from ((f"connection {old.id}", told) for told in _of_connection(old, new))
            continue
        successor = next((each for each in newcomers if _same_provider(old, each)), None)
        told = (
            "people who come over it cannot sign in, their refresh tokens are refused"
            if successor is None
            else f"its id changes to {successor.id}: everybody who came over it is a stranger,"
            " and its redirect URI at the provider is another"
        )
        yield f"connection {old.id}", told


def _ids(connections: tuple[Connection, ...]) -> set[str]:
    return {each.id for each in connections}


def _same_provider(one: Connection, other: Connection) -> bool:
    return (one.kind, one.issuer, one.client_id) == (other.kind, other.issuer, other.client_id)


def _of_connection(old: Connection, new: Connection) -> Iterator[str]:
    if (old.kind, old.issuer) != (new.kind, new.issuer):
        yield (
            "it leads to another provider: everybody who came over it is a stranger when they sign"
            " in again; until then their sessions and refresh tokens go on"
        )
    elif old.kind is ProviderKind.FACEBOOK and old.client_id != new.client_id:
        yield "Facebook's ids belong to the app: everybody who came over it is a stranger"
    if new.hosted_domain and new.hosted_domain != old.hosted_domain:
        yield f"only people of the Workspace {new.hosted_domain} can sign in"
    for domain in _lost(old.trusted_email_domains, new.trusted_email_domains):
        yield f"addresses at {domain} are not taken for verified any more"


def _of_apis(before: TenantDocument, after: TenantDocument) -> Told:
    for old in before.tenant.apis:
        thing, new = f"api {old.audience}", after.tenant.find_api(old.audience)
        if new is None:
            yield thing, "nobody gets tokens for it any more; those that live go on until they end"
        else:
            yield from ((thing, told) for told in _of_api(old, new))


def _of_api(old: Api, new: Api) -> Iterator[str]:
    for scope in _lost(tuple(old.scopes), tuple(new.scopes)):
        yield f"the scope {scope} is not granted any more, to whomever it was granted"
    if new.access_token_lifetime < old.access_token_lifetime:
        yield "access tokens end sooner: apps must refresh more often"


def _of_roles(before: TenantDocument, after: TenantDocument) -> Told:
    old, new = before.roles, after.roles
    for role, entitlements in old.entitlements.items():
        thing = f"role {role}"
        if role not in new.entitlements:
            yield thing, "whoever has it, by rule or granted by hand, has it no more in new tokens"
            continue
        for lost in _lost(entitlements, new.entitlements[role]):
            yield thing, f"it does not entitle to {lost} any more"
        if role in old.defaults and role not in new.defaults:
            yield thing, "it is no default any more: people lose it when they sign in next"
    for rule in old.rules:
        if rule not in new.rules and rule.role in new.entitlements:
            told = f"people who have {rule.role} by it lose it when they sign in next"
            yield f"role rule {describe_rule(rule)}", told


def _of_clients(before: TenantDocument, after: TenantDocument) -> Told:
    left = {client.id: client for client in after.clients}
    for old in before.clients:
        thing, new = f"client {old.id}", left.get(old.id)
        if new is None:
            yield thing, "it is removed: its tokens are revoked for good"
            continue
        for says in _CLIENT_RULES:
            yield from ((thing, told) for told in says(old, new))


def _switched_off(old: Client, new: Client) -> Iterator[str]:
    if new.disabled and not old.disabled:
        yield "it is switched off: no sign-in, no token, and APIs see its tokens as suspended"


def _losses(old: Client, new: Client) -> Iterator[str]:
    for name, told in _LOST.items():
        for lost in _lost(getattr(old, name), getattr(new, name)):
            yield told.format(lost)


def _stricter(old: Client, new: Client) -> Iterator[str]:
    if new.authentication not in (old.authentication, None):
        yield f"it must authenticate by {new.authentication}"
    if old.is_public and not new.is_public:
        yield "it must authenticate with its secret"
    if new.pkce_required and not old.pkce_required:
        yield "it must use PKCE"
    if new.refresh.retry_window < old.refresh.retry_window:
        yield "a used refresh token ends the grant sooner, though its answer was lost"
    if new.refresh.offline_access != old.refresh.offline_access == "always":
        yield "offline access needs the person's consent"
    if old.backchannel_logout_uri not in (None, new.backchannel_logout_uri):
        yield f"{old.backchannel_logout_uri} is not told any more who signed out"


_CLIENT_RULES: tuple[Callable[[Client, Client], Iterator[str]], ...] = (
    _switched_off,
    _losses,
    _stricter,
)


def _lost(old: tuple[str, ...], new: tuple[str, ...] | Mapping[str, object]) -> Iterator[str]:
    return (each for each in old if each not in new)
