"""A tenant's scopes, as its pages describe them."""

from collections.abc import Iterable

from chalicelib.endpoints.pages.scopes import ScopeLine
from chalicelib.tenancy.model import Tenant


def scope_lines(tenant: Tenant, scopes: Iterable[str]) -> tuple[ScopeLine, ...]:
    """Each scope with the words that its API has for it."""
    descriptions = {name: text for api in tenant.apis for name, text in api.scopes.items()}
    return tuple(ScopeLine(scope, descriptions.get(scope)) for scope in scopes)
