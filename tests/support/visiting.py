"""Whoever calls a port in a test enters the house of the tenant that is named first.

Requests and commands enter once, for all that they do; a test speaks of several tenants in one
sentence. What a store then reaches for beyond that tenant's house, the fence refuses as ever.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import wraps
from typing import Any

from chalicelib.adapters.dynamodb.boundary import Request
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.tenancy.model import SLUG, Tenant, TenantId
from chalicelib.tenancy.premises import premises, publishing

_PORT = "_port"
_PLACE = re.compile(r"'T#([^'#]+)['#]")


class Visiting:
    """One port, or anything else that is told a tenant first."""

    def __init__(self, port: Any) -> None:
        object.__setattr__(self, _PORT, port)

    def __call__(self, *arguments: Any) -> Any:
        return _entering(object.__getattribute__(self, _PORT))(*arguments)

    def __getattr__(self, name: str) -> Any:
        found = getattr(object.__getattribute__(self, _PORT), name)
        return _entering(found) if callable(found) else found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, _PORT), name, value)


class OpenTable(Table):
    """A table for tests that lay hands on items: each call is made in the house of its first key.

    What runs in production is never given one.
    """

    @classmethod
    def at(cls, destination: Any) -> "OpenTable":
        """Where operators publish."""
        return cls(destination.table, destination.dynamodb)

    def _ask(self, operation: str, request: Request) -> Any:
        whose = _PLACE.search(repr(request))
        with at_home(whose and whose[1]):
            return super()._ask(operation, request)


def visiting(ports: Any, *but: str) -> Any:
    """The same dataclass, with each of its ports visited `but` for those that know no tenant."""
    names = {each.name for each in fields(ports)}.difference(but)
    return replace(ports, **{name: Visiting(getattr(ports, name)) for name in names})


@contextmanager
def at_home(tenant: Any) -> Iterator[None]:
    """In the house that a call's first argument names; where we are, if it names none."""
    named = tenant.id if isinstance(tenant, Tenant) else tenant
    if premises().tenant is None and isinstance(named, str) and SLUG.fullmatch(named):
        with publishing(TenantId(named)):
            yield
    else:
        yield


def _entering(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def entering(*arguments: Any, **named: Any) -> Any:
        with at_home(arguments[0] if arguments else None):
            return method(*arguments, **named)

    return entering
