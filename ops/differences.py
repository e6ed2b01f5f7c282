"""What one document says and another one of the same tenant does not, thing by thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from hashlib import sha256
from typing import Any

from chalicelib.clients.model import Client
from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.identity.roles import RoleRule
from chalicelib.tenancy.branding import Branding
from chalicelib.tenancy.model import Api
from chalicelib.upstream.model import Connection

Fields = Mapping[str, object]  # by the names that documents use


class Kind(StrEnum):
    """What becomes of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


#: How people see at a glance what becomes of a thing.
MARKS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A thing, such as `client acme-web`, and for one that changes its old and new values."""

    thing: str
    kind: Kind
    values: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    other_secret: bool = False


def differences(
    before: TenantDocument | None, after: TenantDocument, other_secrets: frozenset[str]
) -> tuple[Difference, ...]:
    """Everything that changes; `other_secrets` are the things whose secret is another one."""
    old, new = things_of(before) if before else {}, things_of(after)
    if before and _same_in_another_order(before, after):
        old |= {"connections": {"order": tuple(each.id for each in before.connections)}}
        new |= {"connections": {"order": tuple(each.id for each in after.connections)}}
    names = dict.fromkeys([*new, *old])
    found = (_difference(name, old.get(name), new.get(name), other_secrets) for name in names)
    return tuple(each for each in found if each is not None)


def things_of(document: TenantDocument) -> dict[str, Fields]:
    """Everything that a document says, secrets excepted."""
    tenant, book = document.tenant, document.roles
    roles = {
        f"role {role}": {"default": role in book.defaults, "entitlements": tuple(sorted(allowed))}
        for role, allowed in book.entitlements.items()
    }
    return {
        "tenant": {"name": tenant.name, "issuer": tenant.issuer, "domain": tenant.domain},
        "lifetimes": _plain(tenant.lifetimes),
        "keys": _plain(tenant.keys, "algorithms"),
        "admission": _plain(tenant.admission),
        "linking": _plain(tenant.linking),
        "branding": _branding(tenant.branding),
        **{f"connection {each.id}": _connection(each) for each in document.connections},
        **{f"api {each.audience}": _api(each) for each in tenant.apis},
        **roles,
        **{f"role rule {describe_rule(rule)}": {} for rule in book.rules},
        **{f"client {each.id}": _client(each) for each in document.clients},
    }


def describe_rule(rule: RoleRule) -> str:
    """`admin if group = staff over workforce`."""
    over = f" over {rule.connection}" if rule.connection else ""
    return f"{rule.role} if {rule.claim} = {rule.value}{over}"


def _difference(
    thing: str, old: Fields | None, new: Fields | None, other_secrets: frozenset[str]
) -> Difference | None:
    if old is None:
        return Difference(thing=thing, kind=Kind.ADDED)
    if new is None:
        return Difference(thing=thing, kind=Kind.REMOVED)
    values = {
        name: (old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    }
    other_secret = thing in other_secrets
    if not values and not other_secret:
        return None
    return Difference(thing=thing, kind=Kind.CHANGED, values=values, other_secret=other_secret)


def _same_in_another_order(before: TenantDocument, after: TenantDocument) -> bool:
    old, new = ([each.id for each in one.connections] for one in (before, after))
    return old != new and sorted(old) == sorted(new)


def _branding(branding: Branding) -> Fields:
    """An inline logo by its kind and its length: nobody reads it in a plan."""
    logo = branding.logo_uri or ""
    kind, _, rest = logo.partition(",")
    digest = sha256(rest.encode()).hexdigest()[:8]
    told = f"{kind}, {len(logo)} characters, {digest}" if logo.startswith("data:") else None
    return {**_plain(branding), "logo_uri": told or branding.logo_uri}


def _connection(connection: Connection) -> Fields:
    # What rules look for is told with the rules.
    return _plain(connection, "id", "sealed_secret", "rule_claims")


def _api(api: Api) -> Fields:
    scopes = {f"scope {scope}": words for scope, words in api.scopes.items()}
    return {**_plain(api, "audience", "scopes"), **scopes}


def _client(client: Client) -> Fields:
    told = _plain(client, "id", "secret_hashes", "status", "refresh", "pkce_required", "audiences")
    return {
        **told,
        "apis": client.audiences,
        "pkce": "required" if client.pkce_required else "optional",
        "offline_access": client.refresh.offline_access,
        "refresh_rotation": client.refresh.rotation,
        "refresh_retry_window": client.refresh.retry_window,
    }


def _plain(record: Any, *without: str) -> dict[str, object]:
    names = (each.name for each in fields(record))
    return {name: getattr(record, name) for name in names if name not in without}
