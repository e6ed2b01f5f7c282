"""Valid arguments of acme's for every method of every port, and what globex answers to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any, get_type_hints

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.link import Settlement
from chalicelib.identity.model import User
from chalicelib.identity.people_ports import PeoplePage
from chalicelib.identity.roles import RoleBook
from chalicelib.identity.session import SessionCookie
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.code import CodeRefused
from chalicelib.tokens.family_ports import GrantEnded, Standing, Used
from chalicelib.tokens.key_ports import StoredRing
from chalicelib.tokens.keys import KeyRing
from chalicelib.tokens.ports import IdentityTaken, SessionEnded
from chalicelib.tokens.status_list import PublishedStatusList
from chalicelib.upstream.attempt import AttemptRefused
from chalicelib.wiring import Ports
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    GOOGLE,
    HANDLE,
    SECRET,
    a_client,
    a_code,
    a_connection,
    a_family,
    a_key,
    a_presentation,
    a_role_book,
    a_session,
    a_tenant,
    a_use,
    a_user,
    an_attempt,
    an_event,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store

COOKIE = SessionCookie(SECRET, ADA)
DISABLED = a_user(id="d" * 43, disabled_at=NOON, email="dis@acme.test")
LATE = a_family(key="a-family-to-come", status=StatusIndex(0, 9))
FRESH_CODE = a_code("a-fresh-code")
USING = a_presentation("a-used-code")
USED_CODE = a_code("a-used-code", family_key=USING.family_key, redeemed_at=NOON)
GONE = a_family(key="a-family-that-ended", status=StatusIndex(0, 8))
BACK = Settlement(user=a_user(), identity=an_identity(), is_new=False, is_changed=True)
SIGNED = PublishedStatusList(
    token="a.b.c", kid="k", compressed=b"", version=1, composed_at=NOON, signed_at=NOON
)
INVITED = Invitation(
    id="an-invitation",
    email="eve@acme.test",
    invited_at=NOON,
    expires_at=NOON + 60,
    invited_by="operator:grace",
)
ORIGIN = "https://app.example.com"


@dataclass(frozen=True)
class Raises:
    """What is answered is an exception."""

    kind: type[Exception]


@dataclass(frozen=True)
class Own:
    """What is answered is the neighbour's own: it was asked to make something new."""


Answer = Any
_EMPTY_PAGE = PeoplePage((), None)

#: (port, method) -> acme's arguments, and globex's answer.
CALLS: dict[tuple[str, str], tuple[tuple[Any, ...], Answer]] = {
    ("attempts", "put"): (("another-state", an_attempt()), Own()),
    ("attempts", "find"): ((HANDLE.state,), None),
    ("attempts", "choose"): ((HANDLE, GOOGLE, NOON), Raises(AttemptRefused)),
    ("attempts", "consume"): ((HANDLE, NOON, GOOGLE), Raises(AttemptRefused)),
    ("clients", "find"): (("acme-web",), None),
    ("clients", "knows_origin"): ((ORIGIN,), False),
    ("codes", "redeem"): ((a_presentation(), NOON), Raises(CodeRefused)),
    ("codes", "release"): ((USED_CODE,), Own()),
    ("connections", "all"): ((), ()),
    ("directory", "find"): ((ADA,), None),
    ("directory", "with_email"): (("ada@acme.test",), ()),
    ("directory", "page"): ((10,), _EMPTY_PAGE),
    ("directory", "identities_of"): ((ADA,), ()),
    ("families", "open"): ((LATE,), Raises(GrantEnded)),
    ("families", "standing"): ((a_family().key, ADA, a_session().key), Standing(None, None, None)),
    ("families", "use"): ((a_family(), a_use()), Used(happened=False, family=None)),
    ("families", "excuse"): ((a_family(), NOON + 60), Own()),
    ("families", "forget"): ((a_family(),), Own()),
    ("families", "find"): ((a_family().key,), None),
    ("families", "of"): ((ADA,), ()),
    ("families", "end"): (([a_family()], an_event()), Own()),
    ("families", "refuse"): ((LATE.key, NOON), Own()),
    ("families", "mark_stale"): (([a_family()], NOON), Own()),
    ("invitations", "find"): ((INVITED.email,), None),
    ("invitations", "all"): ((), ()),
    ("invitations", "put"): ((replace(INVITED, id="another"), an_event()), Own()),
    ("invitations", "revoke"): ((INVITED, an_event()), False),
    ("key_rings", "load"): ((), StoredRing(KeyRing(()), 0)),
    ("key_rings", "replace"): ((StoredRing(KeyRing(()), 1), (a_key("b"),), None), False),
    ("keys", "of"): ((), KeyRing(())),
    ("namesakes", "of"): (("ada@acme.test",), ()),
    ("people", "find"): ((an_identity().key,), None),
    ("people_changes", "grant_roles"): ((a_user(), ("admin",), an_event()), False),
    ("people_changes", "disable"): ((ADA, an_event()), False),
    ("people_changes", "enable"): ((DISABLED.id, an_event()), False),
    ("people_changes", "erase"): ((DISABLED, an_event()), False),
    ("places", "next"): ((), Own()),
    ("roles", "of"): ((), RoleBook()),
    ("session_ends", "end"): ((a_session(), [a_family()], an_event()), Own()),
    ("sessions", "find"): ((COOKIE,), None),
    ("sessions", "named"): ((a_session().key,), None),
    ("sessions", "of"): ((ADA,), ()),
    ("sign_ins", "open"): ((BACK, a_session("s"), FRESH_CODE), Raises(IdentityTaken)),
    ("sign_ins", "extend"): ((a_session(), FRESH_CODE, NOON + 60), Raises(SessionEnded)),
    ("status_lists", "find"): ((0,), None),
    ("status_lists", "live"): ((NOON,), ()),
    ("status_lists", "statuses_of"): ((0, [7, 8]), {}),
    ("status_lists", "all_statuses"): ((0,), {}),
    ("status_lists", "publish"): ((0, replace(SIGNED, version=2), SIGNED), False),
}

#: What has no item of the table to keep apart; `test_kms_neighbours` and the journeys ask those.
ASKS_KMS = {
    ("key_keeper", "make"),
    ("providers", "of"),
    ("refresh_keys", "current"),
    ("refresh_keys", "find"),
    ("signer", "seal"),
}


def methods_of_ports() -> Iterator[tuple[str, str]]:
    """Every method of a port that begins with a tenant, as the protocols themselves say."""
    ports = [*get_type_hints(Store).items(), *get_type_hints(Ports).items()]
    for port, kind in ports:
        if not getattr(kind, "_is_protocol", False) or port == "publisher":
            continue
        for name, method in vars(kind).items():
            if callable(method) and not name.startswith("_"):
                hints = get_type_hints(method)
                first = [each for each in signature(method).parameters if each != "self"][:1]
                if first and hints.get(first[0]) is TenantId:
                    yield port, name


def ask(store: Any, tenant: TenantId, port: str, name: str) -> Answer:
    """What the method answers, an exception included."""
    arguments, _ = CALLS[port, name]
    method: Callable[..., Any] = getattr(getattr(store, port), name)
    try:
        return method(tenant, *arguments)
    except (
        AttemptRefused,
        CodeRefused,
        GrantEnded,
        IdentityTaken,
        SessionEnded,
    ) as refusal:
        return Raises(type(refusal))


def furnish(store: Any) -> None:
    """Give acme one of everything; globex is published, and that is all."""
    acme = (a_connection(),), a_role_book(), (a_client(origins=(ORIGIN,)),), (a_key(),)
    store.publisher.publish(a_tenant(ACME), *acme, "a document")
    store.publisher.publish(a_tenant(GLOBEX), (), RoleBook(), (), (), "a document")
    store.sign_ins.open(ACME, replace(BACK, is_new=True), a_session(), a_code())
    store.sign_ins.open(ACME, _welcome(DISABLED), a_session("d", user_id=DISABLED.id), None)
    store.sign_ins.extend(ACME, a_session(), a_code("a-used-code"), NOON + 60)
    store.codes.redeem(ACME, USING, NOON)
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    for family in (a_family(), GONE):
        store.families.open(ACME, family)
    store.families.end(ACME, [GONE], an_event(id="the end"))
    store.invitations.put(ACME, INVITED, an_event(id="the invitation"))
    store.places.next(ACME)
    store.status_lists.publish(ACME, 0, SIGNED, None)
    if not store.key_rings.load(ACME).version:
        store.key_rings.replace(ACME, StoredRing(KeyRing(()), 0), (a_key(),), None)


def _welcome(user: User) -> Settlement:
    known_as = replace(an_identity().key, subject=user.id)
    identity = an_identity(user_id=user.id, key=known_as)
    return Settlement(user=user, identity=identity, is_new=True, is_changed=True)
