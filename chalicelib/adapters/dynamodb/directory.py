"""The people of a tenant as an operator finds them: by id, by address, one page after another."""

import base64
import re
from collections.abc import Sequence
from itertools import islice

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.records import find_record, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.identity.model import Identity, IdentityKey, User
from chalicelib.identity.people_ports import PeoplePage, UnknownCursor
from chalicelib.tenancy.model import TenantId

_LISTED = re.compile(r"[0-9]{12}#([^#]+)")
_OF_USER = "USER#"


class DynamoDirectory:
    """Keeps the promise of `PeopleDirectory`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, user_id: str) -> User | None:
        """Return the person with this `sub`."""
        return find_record(User, self._table.find(keys.user(tenant, user_id)))

    def with_email(self, tenant: TenantId, email: str) -> tuple[User, ...]:
        """Everybody with this address."""
        partition = keys.email_partition(tenant, email)
        listed = self._table.query(partition, keys.EVERYTHING, consistent=True)
        ids = [item["sk"]["S"].removeprefix(_OF_USER) for item in listed]
        return self._people(tenant, ids)

    def page(self, tenant: TenantId, limit: int, after: str | None = None) -> PeoplePage:
        """At most `limit` people, in the order in which they came. Raises UnknownCursor."""
        first, last = keys.EVERYTHING
        # A space sorts before everything that a key has: what follows the cursor comes after it.
        span = (first if after is None else f"{_opened(after)} ", last)
        listed = self._table.query(
            keys.people_partition(tenant), span, consistent=True, limit=limit + 1
        )
        places = [item["sk"]["S"] for item in islice(listed, limit + 1)]
        people = self._people(tenant, [place.partition("#")[2] for place in places[:limit]])
        return PeoplePage(people, _sealed(places[limit - 1]) if len(places) > limit else None)

    def identities_of(self, tenant: TenantId, user_id: str) -> tuple[Identity, ...]:
        """Who vouches for a person."""
        partition = keys.person_partition(tenant, user_id)
        listed = self._table.query(partition, keys.IDENTITIES, consistent=True)
        known_as = [read_record(IdentityKey, item) for item in listed]
        wanted = [keys.identity(tenant, each) for each in known_as]
        found = (find_record(Identity, item) for item in self._table.find_all(wanted))
        return tuple(each for each in found if each is not None and each.user_id == user_id)

    def _people(self, tenant: TenantId, ids: Sequence[str]) -> tuple[User, ...]:
        found = self._table.find_all([keys.user(tenant, each) for each in ids])
        return tuple(read_record(User, item) for item in found if item is not None)


def _sealed(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    try:
        place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError as error:  # no base64, or no text
        raise UnknownCursor(cursor) from error
    if not _LISTED.fullmatch(place):
        raise UnknownCursor(cursor)
    return place
