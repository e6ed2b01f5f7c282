"""In whose house the work at hand is done: what keeps a mistake of ours from reaching next door.

Whoever learns for which tenant it works says so, once, before it asks storage for anything:
reception for a request, the functions behind stream, queue and clock for a record, an operator's
command for a tenant. Storage and keys then refuse everything that belongs to another house, and
everything at all while nobody has said anything. Threads that were started with a copy of the
context are in the same house.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from chalicelib.tenancy.model import SLUG, TenantId


class FenceViolation(Exception):
    """One tenant's work reached for what is another's, or nobody's. Always a mistake in this code.

    The text is for the journal and holds no more of a key than whose it is and what kind.
    """


@dataclass(frozen=True, slots=True)
class Premises:
    """One house, or the street before all of them."""

    tenant: TenantId | None = None
    publishes: bool = False  # an operator does, who also keeps what lies between the houses
    surveys: bool = False  # an operator does, who looks at all houses and changes none

    def require(self, tenant: TenantId) -> None:
        """Raise FenceViolation unless this is the tenant's house."""
        if tenant != self.tenant:
            raise FenceViolation(f"{self} asked for something of {tenant}")

    def __str__(self) -> str:
        return f"the work for {self.tenant}" if self.tenant else "work for no tenant"


_STREET = Premises()
_here: ContextVar[Premises] = ContextVar("premises", default=_STREET)


def premises() -> Premises:
    """Where we are."""
    return _here.get()


def require_house_of(tenant: TenantId) -> None:
    """Raise FenceViolation unless this is the tenant's house: for what a process remembers."""
    _here.get().require(tenant)


@contextmanager
def in_house_of(tenant: TenantId) -> Iterator[None]:
    """Work for one tenant until the block ends; for none, if no tenant could have this name.

    Raises FenceViolation for who comes from another house: there is no door between two.
    """
    found = _here.get()
    if found.tenant == tenant:  # whoever publishes goes on publishing
        yield
        return
    if found.tenant is not None:
        raise FenceViolation(f"{found} entered the house of {tenant}")
    with _being(Premises(tenant) if SLUG.fullmatch(tenant) else _STREET):
        yield


@contextmanager
def publishing(tenant: TenantId) -> Iterator[None]:
    """The same for an operator's command that also writes what lies between the houses."""
    with in_house_of(tenant), _being(Premises(_here.get().tenant, publishes=True)):
        yield


@contextmanager
def surveying() -> Iterator[None]:
    """Look into every house, and write nothing: for an operator's command, wherever it was."""
    with _being(Premises(surveys=True)):
        yield


@contextmanager
def _being(there: Premises) -> Iterator[None]:
    token = _here.set(there)
    try:
        yield
    finally:
        _here.reset(token)
