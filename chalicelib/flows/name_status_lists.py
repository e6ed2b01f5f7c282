"""An API asks which status lists there are."""

from chalicelib.ambient import Clock
from chalicelib.flows.held import Held, Patience
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.status_list import status_list_uri
from chalicelib.tokens.status_ports import StatusLists

_FRESH_SECONDS = 60
_NEVER = 0


class NameStatusLists:
    """Token Status List section 9: where all lists of a tenant are."""

    def __init__(self, lists: StatusLists, clock: Clock) -> None:
        self._lists = lists
        self._clock = clock
        self._held: Held[TenantId, tuple[int, ...]] = Held(
            clock, Patience(fresh_seconds=_FRESH_SECONDS, good_until=lambda _: _NEVER)
        )

    def __call__(self, tenant: Tenant) -> tuple[str, ...]:
        """Return the lists' addresses, as they were at most a minute ago."""
        numbers = self._held.get(tenant.id, lambda: self._lists.live(tenant.id, self._clock.now()))
        return tuple(status_list_uri(tenant, number) for number in numbers)
