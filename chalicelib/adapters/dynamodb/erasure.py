"""Removes what belongs to a person: who vouches for them, and what was issued to them."""

from collections.abc import Callable, Mapping

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import string
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import IS_NEW, Item, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import delete
from chalicelib.identity.model import IdentityKey
from chalicelib.tenancy.model import TenantId

#: Who came back while they were being erased is somebody new, whose identity it is now.
_IS_STILL_THEIRS = f"{IS_NEW} OR #record.#user_id = :user_id"
_NAMED: Mapping[str, Callable[[TenantId, str], Key]] = {
    keys.CODES[0]: keys.code,
    keys.FAMILIES[0]: keys.family,
    keys.SESSIONS[0]: keys.session,
}


def erase_belongings(table: Table, tenant: TenantId, user_id: str) -> None:
    """Remove everything that is listed beside a person. Doing it again completes it."""
    partition = keys.person_partition(tenant, user_id)
    person = keys.user(tenant, user_id)["sk"]
    for listed in list(table.query(partition, keys.EVERYTHING, consistent=True)):
        if listed["sk"] != person:
            _erase(table, tenant, user_id, listed)


def _erase(table: Table, tenant: TenantId, user_id: str, listed: Item) -> None:
    """Remove one thing together with its place in the list, so that none is left unlisted."""
    place = {name: listed[name] for name in ("pk", "sk")}
    kind, hash_mark, name = listed["sk"]["S"].partition("#")
    prefix = kind + hash_mark
    if prefix in _NAMED:
        table.write_together([delete(_NAMED[prefix](tenant, name)), delete(place)])
    elif prefix == keys.IDENTITIES[0]:
        _erase_identity(table, tenant, user_id, listed)
    else:
        table.write(delete(place))


def _erase_identity(table: Table, tenant: TenantId, user_id: str, listed: Item) -> None:
    place = {name: listed[name] for name in ("pk", "sk")}
    identity = keys.identity(tenant, read_record(IdentityKey, listed))
    values = {":user_id": string(user_id)}
    if table.write_together([delete(identity, _IS_STILL_THEIRS, values), delete(place)]):
        table.write(delete(place))
