"""Signed-in browsers."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number, string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.family_endings import end_families
from chalicelib.adapters.dynamodb.family_writes import end_writes
from chalicelib.adapters.dynamodb.listed import find_listed
from chalicelib.adapters.dynamodb.records import EXISTS, Item, item_of, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, delete, put, update
from chalicelib.identity.model import Session, User
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.family import RefreshFamily

_IS_LIVE = (
    f"{EXISTS} AND #record.#user_id = :user_id AND attribute_not_exists(#record.#ended_at)"
    " AND #record.#expires_at > :now AND #record.#idle_expires_at > :now"
)
_STAY_AWAKE = "SET #record.#idle_expires_at = :idle_expires_at, #record.#last_used_at = :now"
_REMEMBER_CLIENT = "ADD #clients :clients"
# Where it was is nobody's business any longer.
_END = "SET #record.#ended_at = :now REMOVE #record.#device"
_IS_GOING_ON = f"{EXISTS} AND attribute_not_exists(#record.#ended_at)"


class DynamoSessions:
    """Keeps the promises of `Sessions` and `SessionEnds`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, cookie: SessionCookie) -> SignedIn | None:
        """Return session and user in one round trip; None unless the session is that user's."""
        found, person = self._table.find_together(
            keys.session(tenant, cookie.key), keys.user(tenant, cookie.user_id)
        )
        if found is None or person is None:
            return None
        session = read_session(found)
        if session.user_id != cookie.user_id:
            return None
        return SignedIn(session, read_record(User, person))

    def named(self, tenant: TenantId, key: str) -> Session | None:
        """Return the session of this name."""
        return find_session(self._table.find(keys.session(tenant, key)))

    def of(self, tenant: TenantId, user_id: str) -> tuple[Session, ...]:
        """Every session of a person that has not ended, expired ones perhaps among them."""
        partition = keys.person_partition(tenant, user_id)
        found = find_listed(
            self._table, partition, keys.SESSIONS, lambda key: keys.session(tenant, key)
        )
        return tuple(session for session in map(read_session, found) if session.ended_at is None)

    def end(
        self,
        tenant: TenantId,
        session: Session,
        families: Sequence[RefreshFamily],
        why: AuditEvent,
    ) -> None:
        """End a session with what rests on it; what does not fit into one transaction follows."""
        end_families(
            self._table,
            tenant,
            families,
            ending_of=lambda family: end_writes(tenant, family, why.at),
            first=[_end_session(tenant, session, why)],
        )


def read_session(item: Item) -> Session:
    """The session in an item."""
    record = item["record"]["M"]
    if "clients" in item:
        record = {**record, "clients": item["clients"]}
    return codec_of(Session).decode(record)


def find_session(item: Item | None) -> Session | None:
    """The session in an item that may not be there."""
    return None if item is None else read_session(item)


def new_session(tenant: TenantId, session: Session) -> list[Write]:
    """Begin a session, listed among everything of its user.

    Its item stays until it can be used no more at all, also by what was issued from it.
    """
    item = item_of(keys.session(tenant, session.key), session, session.expires_at)
    # Beside the record, because DynamoDB adds to sets at the top of an item only.
    del item["record"]["M"]["clients"]
    if session.clients:
        item["clients"] = {"SS": sorted(set(session.clients))}
    place = keys.session_of_user(tenant, session.user_id, session.key)
    listed: Item = {name: dict(part) for name, part in place.items()}
    return [put(item), put({**listed, "expires_at": number(session.expires_at)})]


def _end_session(tenant: TenantId, session: Session, why: AuditEvent) -> list[Write]:
    return [
        update(
            keys.session(tenant, session.key),
            _END,
            _IS_GOING_ON,
            {":now": number(why.at)},
        ),
        delete(keys.session_of_user(tenant, session.user_id, session.key)),
        new_event(tenant, why),
    ]


def longer_session(
    tenant: TenantId, session: Session, client_id: str, idle_expires_at: int, now: int
) -> Write:
    """Keep a live session awake and remember that a client took part."""
    return update(
        keys.session(tenant, session.key),
        f"{_STAY_AWAKE} {_REMEMBER_CLIENT}",
        _IS_LIVE,
        {
            ":user_id": string(session.user_id),
            ":now": number(now),
            ":idle_expires_at": number(idle_expires_at),
            ":clients": {"SS": [client_id]},
        },
    )
