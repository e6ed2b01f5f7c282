"""The writes that begin, carry on and end a refresh family."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import Attribute, number, string
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import EXISTS, IS_NEW, Item, item_of
from chalicelib.adapters.dynamodb.statuses import new_status
from chalicelib.adapters.dynamodb.writes import Write, check, delete, put, update
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.family import REMEMBERED_ROTATIONS, RefreshFamily
from chalicelib.tokens.family_ports import Use

#: No access token lives longer, so what speaks of one need not be kept longer.
LONGEST_TOKEN_SECONDS = 3600

_HAS_NOT_ENDED = "attribute_not_exists(#ended_at)"
_GOES_ON = f"attribute_exists(#record) AND {_HAS_NOT_ENDED}"
_LIVES = (
    f"{_GOES_ON} AND #record.#client_id = :client_id"
    " AND #record.#generation = :generation AND #record.#status = :known_status"
    " AND #record.#expires_at > :now AND #record.#idle_expires_at > :now"
)
# Oldest first: each takes the time of the one before it, the newest takes ours.
_MOVE_ALONG = "".join(
    f", #record.#rotated_{age} = #record.#rotated_{age - 1}"
    for age in range(REMEMBERED_ROTATIONS, 1, -1)
)
_USE = (
    "SET #record.#last_used_at = :now, #record.#idle_expires_at = :idle_expires_at"
    ", #record.#status = :status, #record.#roles_version = :roles_version"
    ", #expires_at = :sweep_at, #use = :use"
)
_ROTATE = f"{_USE}, #record.#generation = :next_generation{_MOVE_ALONG}, #record.#rotated_1 = :now"
_MAY_SIGN_IN = f"{EXISTS} AND attribute_not_exists(#record.#disabled_at)"
_SAME_ROLES = f"{_MAY_SIGN_IN} AND #record.#roles_version = :roles_version"
_SESSION_LASTS = f"{EXISTS} AND attribute_not_exists(#record.#ended_at)"
_GOES_ON_THERE = f"{_GOES_ON} AND #record.#status = :known_status"
_END = "SET #ended_at = :now"
# Where it was used is nobody's business any longer.
_END_AND_FORGET = f"{_END} REMOVE #record.#device"


def read_family(item: Item | None) -> RefreshFamily | None:
    """The family in an item. One that was refused before it began has no record yet."""
    if item is None or "record" not in item:
        return None
    # Beside the record, because an end may be written before there is one.
    ended = {"ended_at": item["ended_at"]} if "ended_at" in item else {}
    return codec_of(RefreshFamily).decode({**item["record"]["M"], **ended})


def family_item(tenant: TenantId, family: RefreshFamily) -> Item:
    """The item of a family that begins."""
    return item_of(keys.family(tenant, family.key), family, _sweep_at(family.idle_expires_at))


def begin(tenant: TenantId, family: RefreshFamily) -> list[Write]:
    """Begin a family, listed among everything of its user."""
    listed = {
        **_parts(keys.family_of_user(tenant, family.user_id, family.key)),
        "expires_at": number(_sweep_at(family.expires_at)),
    }
    return [put(family_item(tenant, family), IS_NEW), put(listed)]


def while_user(tenant: TenantId, family: RefreshFamily, *, same_roles: bool) -> Write:
    """Only if the user may sign in, and has the roles that the family's first tokens tell."""
    key = keys.user(tenant, family.user_id)
    if same_roles:
        return check(key, _SAME_ROLES, {":roles_version": number(family.roles_version)})
    return check(key, _MAY_SIGN_IN)


def while_session(tenant: TenantId, family: RefreshFamily) -> Write:
    """Only if the session has not ended."""
    return check(keys.session(tenant, family.session_key), _SESSION_LASTS)


def use_write(tenant: TenantId, family: RefreshFamily, use: Use, mark: str) -> Write:
    """Carry the family on, if it still lives at this generation. `mark` is this use's own."""
    values = {
        ":client_id": string(family.client_id),
        ":generation": number(use.generation),
        ":now": number(use.now),
        ":idle_expires_at": number(use.idle_expires_at),
        ":sweep_at": number(_sweep_at(use.idle_expires_at)),
        ":status": _place(use.status),
        ":known_status": _place(family.status),
        ":roles_version": number(use.roles_version),
        ":use": string(mark),
    }
    key = keys.family(tenant, family.key)
    if use.next_generation == use.generation:
        return update(key, _USE, _LIVES, values)
    return update(key, _ROTATE, _LIVES, {**values, ":next_generation": number(use.next_generation)})


def end_writes(tenant: TenantId, family: RefreshFamily, now: int) -> list[Write]:
    """End a family, tell its APIs, and list it no more.

    Refused if it has ended before, or has another place by now than the one that APIs are told of.
    """
    values = {":now": number(now), ":known_status": _place(family.status)}
    return [
        update(keys.family(tenant, family.key), _END_AND_FORGET, _GOES_ON_THERE, values),
        new_status(tenant, family.status, Status.INVALID, status_sweep_at(now)),
        delete(keys.family_of_user(tenant, family.user_id, family.key)),
    ]


def refuse_write(tenant: TenantId, key: str, now: int) -> Write:
    """End a family that has not begun, and nothing else: one that has is ended with its status.

    It is kept for as long as its code could be.
    """
    return update(
        keys.family(tenant, key),
        "SET #ended_at = :now, #expires_at = :sweep_at",
        IS_NEW,
        {":now": number(now), ":sweep_at": number(_sweep_at(now))},
    )


def excuse_write(tenant: TenantId, family: RefreshFamily, until: int) -> Write:
    """Let the latest rotation count from a later time on."""
    return update(
        keys.family(tenant, family.key),
        "SET #record.#rotated_1 = :until",
        f"{_GOES_ON} AND #record.#generation = :generation",
        {":until": number(until), ":generation": number(family.generation)},
    )


def status_sweep_at(now: int) -> int:
    """When the status of what ends now no longer matters to anybody."""
    return now + 2 * LONGEST_TOKEN_SECONDS


def _place(status: StatusIndex) -> Attribute:
    return {"M": codec_of(StatusIndex).encode(status)}


def _sweep_at(expires_at: int) -> int:
    return expires_at + LONGEST_TOKEN_SECONDS


def _parts(key: Key) -> Item:
    return {name: dict(part) for name, part in key.items()}
