"""An API asks what became of tokens: one signed list for all of them."""

from chalicelib.ambient import Clock
from chalicelib.flows.held import OUTAGES, Held, Patience
from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.protocol.errors import NotFound
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.access import list_algorithm
from chalicelib.tokens.keys import USUAL_ALGORITHM
from chalicelib.tokens.status_list import LIFETIME, PublishedStatusList
from chalicelib.tokens.status_ports import StatusLists

#: A list is composed anew when half its life is over: whatever was missed is made good, and no API
#: is ever left with a list about to expire.
COMPOSED_EVERY_SECONDS = LIFETIME // 2
_FRESH_SECONDS = 1


class ReadStatusList:
    """Token Status List section 8.1: one read, however many tokens ended."""

    def __init__(self, lists: StatusLists, publish: PublishStatuses, clock: Clock) -> None:
        self._lists = lists
        self._publish = publish
        self._clock = clock
        self._held: Held[tuple[TenantId, int], PublishedStatusList] = Held(
            clock, Patience(fresh_seconds=_FRESH_SECONDS, good_until=_expiry)
        )

    def __call__(self, tenant: Tenant, number: int) -> PublishedStatusList:
        """Return the list, at most a second old; in an outage the last one until it expires.

        Raises NotFound for a list that never was or is retired; StorageUnavailable,
        SigningUnavailable, NoSigningKey.
        """
        return self._held.get((tenant.id, number), lambda: self._load(tenant, number))

    def _load(self, tenant: Tenant, number: int) -> PublishedStatusList:
        now = self._clock.now()
        found = self._lists.find(tenant.id, number)
        if found is None or not found.is_live(now):
            raise NotFound("there is no such status list")
        published = found.published
        if published and not self._is_due(tenant, published, now):
            return published
        try:
            return self._publish.compose(tenant, number)
        except OUTAGES:
            if published is None or now >= published.expires_at:
                raise
            return published

    def _is_due(self, tenant: Tenant, published: PublishedStatusList, now: int) -> bool:
        key = self._publish.keys.of(tenant.id).find(published.kid)
        # What a key signed that is in no key set any more, nobody could verify.
        if key is None or not key.is_published:
            return True
        # Nor is it believed under an address that it does not name as its own (section 8.3).
        if published.issuer != tenant.issuer:
            return True
        # An API may have been promised RS256 since, which is all that it takes. The other way round
        # there is no hurry, and processes that do not know yet would sign it back.
        is_another = key.algorithm != USUAL_ALGORITHM == list_algorithm(tenant)
        return is_another or now >= published.composed_at + COMPOSED_EVERY_SECONDS


def _expiry(published: PublishedStatusList) -> int:
    return published.expires_at
