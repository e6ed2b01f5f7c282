"""Signed-in browsers."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number, string
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.records import EXISTS, Item, item_of, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, delete, put, update
from chalicelib.identity.model import Session, User
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.tenancy.model import TenantId

_IS_LIVE = (
    f"{EXISTS} AND #record.#user_id = :user_id"
    " AND #record.#expires_at > :now AND #record.#idle_expires_at > :now"
)
_STAY_AWAKE = "SET #record.#idle_expires_at = :idle_expires_at, #expires_at = :sweep_at"
_REMEMBER_CLIENT = "ADD #clients :clients"


class DynamoSessions:
    """Keeps the promise of `Sessions`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, cookie: SessionCookie) -> SignedIn | None:
        """Return session and user in one round trip; None unless the session is that user's."""
        found, person = self._table.find_together(
            keys.session(tenant, cookie.key), keys.user(tenant, cookie.user_id)
        )
        if found is None or person is None:
            return None
        session = _read_session(found)
        if session.user_id != cookie.user_id:
            return None
        return SignedIn(session, read_record(User, person))

    def end(self, tenant: TenantId, key: str) -> None:
        """End a session: its item goes, and with it every way to use it."""
        self._table.write(delete(keys.session(tenant, key)))


def _read_session(item: Item) -> Session:
    record = item["record"]["M"]
    if "clients" in item:
        record = {**record, "clients": item["clients"]}
    return codec_of(Session).decode(record)


def new_session(tenant: TenantId, session: Session) -> Write:
    """Begin a session."""
    sweep_at = min(session.idle_expires_at, session.expires_at)
    item = item_of(keys.session(tenant, session.key), session, sweep_at)
    # Beside the record, because DynamoDB adds to sets at the top of an item only.
    del item["record"]["M"]["clients"]
    if session.clients:
        item["clients"] = {"SS": sorted(set(session.clients))}
    return put(item)


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
            ":sweep_at": number(min(idle_expires_at, session.expires_at)),
            ":clients": {"SS": [client_id]},
        },
    )
