"""The table's stream, read: which of its records tell of something that others must learn of.

What the template's filters let through may still be of no interest; what is not ours to know, an
item of a later version perhaps, is passed over.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import read_record
from chalicelib.adapters.dynamodb.sessions import read_session
from chalicelib.identity.model import User
from chalicelib.tokens.changes import Change, SessionEnded, StatusChanged, UserChanged

Record = Mapping[str, Any]
Images = Mapping[str, Any]


def read_changes(records: Iterable[Record]) -> list[tuple[str, Change]]:
    """Every change that the records tell of, in their order, with its record's sequence number."""
    found = ((record["dynamodb"], _change_in(record["dynamodb"])) for record in records)
    return [(images["SequenceNumber"], change) for images, change in found if change is not None]


def _change_in(images: Images) -> Change | None:
    key, new = images["Keys"], images.get("NewImage")
    if new is None or "S" not in key.get("sk", {}):
        return None
    for reads in _READERS:
        if (change := reads(key, images.get("OldImage"), new)) is not None:
            return change
    return None


def _status_changed(key: Key, _old: Any, _new: Any) -> Change | None:
    found = keys.read_status(key)
    return None if found is None else StatusChanged(tenant=found[0], place=found[1])


def _session_ended(key: Key, old: Any, new: Any) -> Change | None:
    tenant = keys.read_session(key)
    if tenant is None or _ended_at(new) is None or _ended_at(old) is not None:
        return None
    return SessionEnded(tenant=tenant, session=read_session(new))


def _user_changed(key: Key, old: Any, new: Any) -> Change | None:
    tenant = keys.read_user(key)
    if tenant is None or old is None:
        return None
    before, after = read_record(User, old), read_record(User, new)
    if (before.roles_version, before.disabled_at) == (after.roles_version, after.disabled_at):
        return None
    return UserChanged(tenant=tenant, before=before, after=after)


def _ended_at(item: Any) -> Any:
    return None if item is None else item.get("record", {}).get("M", {}).get("ended_at")


_READERS: tuple[Callable[[Key, Any, Any], Change | None], ...] = (
    _status_changed,
    _session_ended,
    _user_changed,
)
