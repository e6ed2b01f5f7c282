"""What a sign-in writes about a person."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import NULL, Attribute, number, string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.invitations import used_invitation
from chalicelib.adapters.dynamodb.records import EXISTS, IS_NEW, item_of
from chalicelib.adapters.dynamodb.writes import Write, check, put, update
from chalicelib.identity.join import Acquaintance
from chalicelib.identity.link import Settlement
from chalicelib.identity.model import User
from chalicelib.tenancy.model import TenantId

#: What signing in may change. Everything else of a user belongs to administrators, and writing it
#: back as it was read could undo what one of them did meanwhile.
_FOLLOWS_SIGN_IN = (
    "email",
    "email_verified",
    "profile",
    "groups",
    "roles_mapped",
    "roles_version",
    "updated_at",
)
_SAME_USER = f"{EXISTS} AND #record.#user_id = :user_id"
_MAY_SIGN_IN = f"{EXISTS} AND attribute_not_exists(#record.#disabled_at)"
_MAY_FOLLOW = (
    f"{_MAY_SIGN_IN}"
    " AND #record.#roles_version = :known_roles_version"
    " AND (attribute_not_exists(#record.#email) OR #record.#email = :email)"
)
#: Of two identities that join the same user at the same moment, one comes second and looks again.
_NOTHING_ELSE = f"{_MAY_FOLLOW} AND #record.#updated_at = :known_updated_at"
_STILL_VOUCHES = f"{_SAME_USER} AND #record.#email_trust = :trust AND #record.#email = :email"


def person_writes(tenant: TenantId, settlement: Settlement) -> list[Write]:
    """The writes for somebody new or changed, with their lines in the audit trail.

    Somebody as they were must still be there.
    """
    told = [new_event(tenant, event) for event in settlement.events]
    return [*_records(tenant, settlement), *told]


def _records(tenant: TenantId, settlement: Settlement) -> list[Write]:
    if settlement.is_new:
        return _new_person(tenant, settlement)
    if settlement.joins is not None:
        return _joined_person(tenant, settlement, settlement.joins)
    if settlement.is_changed:
        return _changed_person(tenant, settlement)
    # Who was disabled or erased since they were read is not signed in any more.
    return [check(keys.user(tenant, settlement.user.id), _MAY_SIGN_IN)]


def _new_person(tenant: TenantId, settlement: Settlement) -> list[Write]:
    user, invitation = settlement.user, settlement.invitation
    return [
        *_new_identity(tenant, settlement),
        put(item_of(keys.user(tenant, user.id), user), IS_NEW),
        *_listed(tenant, user),
        *([used_invitation(tenant, invitation, user.created_at)] if invitation else []),
    ]


def _joined_person(tenant: TenantId, settlement: Settlement, own: Acquaintance) -> list[Write]:
    """Another identity of a user, if what proved that it is theirs is still so."""
    voucher = own.voucher
    proof = {
        ":user_id": string(own.user.id),
        ":trust": string(voucher.email_trust),
        ":email": string(voucher.email or ""),
    }
    return [
        *_new_identity(tenant, settlement),
        _user_follows(tenant, settlement, _NOTHING_ELSE, number(own.user.updated_at)),
        check(keys.identity(tenant, voucher.key), _STILL_VOUCHES, proof),
    ]


def _new_identity(tenant: TenantId, settlement: Settlement) -> list[Write]:
    identity = settlement.identity
    of_user = keys.identity_of_user(tenant, settlement.user.id, identity.key)
    return [
        put(item_of(keys.identity(tenant, identity.key), identity), IS_NEW),
        put(item_of(of_user, identity.key)),
    ]


def _listed(tenant: TenantId, user: User) -> list[Write]:
    """Where operators find somebody: in the list of people, and by their e-mail address."""
    places = [keys.person(tenant, user.created_at, user.id)]
    if user.email is not None:
        places.append(keys.email_of_user(tenant, user.email, user.id))
    return [put({name: dict(part) for name, part in place.items()}) for place in places]


def _changed_person(tenant: TenantId, settlement: Settlement) -> list[Write]:
    identity = settlement.identity
    same_user = {":user_id": string(settlement.user.id)}
    return [
        put(item_of(keys.identity(tenant, identity.key), identity), _SAME_USER, same_user),
        _user_follows(tenant, settlement),
        # An address that came with a later sign-in is found as well.
        *_listed(tenant, settlement.user)[1:],
    ]


def _user_follows(
    tenant: TenantId,
    settlement: Settlement,
    condition: str = _MAY_FOLLOW,
    known_updated_at: Attribute | None = None,
) -> Write:
    user = settlement.user
    record = codec_of(User).encode(user)
    told = [name for name in _FOLLOWS_SIGN_IN if name in record]
    change = "SET " + ", ".join(f"#record.#{name} = :{name}" for name in told)
    known = number(settlement.roles_version)
    values = {
        ":email": NULL,
        ":known_roles_version": known,
        **{f":{name}": record[name] for name in told},
    }
    if known_updated_at is not None:
        values[":known_updated_at"] = known_updated_at
    return update(keys.user(tenant, user.id), change, condition, values)
