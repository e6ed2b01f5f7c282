"""Many at once: what may happen once happens once."""

from collections import Counter

import pytest

from chalicelib.flows.end_family import EndFamily
from chalicelib.identity.link import Settlement
from chalicelib.identity.model import Session
from chalicelib.identity.session import SessionCookie, session_key
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.code import CodeRefused, CodeVerdict
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.ports import IdentityTaken
from chalicelib.tokens.refresh_token import family_key
from chalicelib.upstream.attempt import AttemptRefused
from tests.builders import (
    ACME,
    ADA,
    FACEBOOK,
    GOOGLE,
    HANDLE,
    SECRET,
    a_code,
    a_family,
    a_presentation,
    a_session,
    a_tenant,
    a_use,
    a_user,
    an_attempt,
    an_event,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.store import Store
from tests.support.at_once import MANY, at_once

pytestmark = pytest.mark.real


def welcome(store: Store, user_id: str = ADA, secret: str = SECRET, code: str = "a") -> None:
    settlement = Settlement(
        user=a_user(id=user_id),
        identity=an_identity(user_id=user_id),
        is_new=True,
        is_changed=True,
    )
    session = a_session(secret, user_id=user_id)
    store.sign_ins.open(ACME, settlement, session, a_code(code, user_id=user_id))


def has_code(store: Store, code: str) -> bool:
    try:
        store.codes.redeem(ACME, a_presentation(code), NOON)
    except CodeRefused as refused:
        return refused.verdict is not CodeVerdict.UNKNOWN
    return True


def test_of_many_redemptions_one_succeeds_and_the_others_learn_what_it_began(store):
    welcome(store)

    def redeem(number: int) -> tuple[CodeVerdict, str | None]:
        began = family_key(f"secret-{number}")
        try:
            store.codes.redeem(ACME, a_presentation("a", family_key=began), NOON + number)
        except CodeRefused as refused:
            return refused.verdict, refused.began
        return CodeVerdict.REDEEM, began

    answers = at_once(redeem)
    assert Counter(verdict for verdict, _ in answers) == {
        CodeVerdict.REDEEM: 1,
        CodeVerdict.REUSED: MANY - 1,
    }
    assert len({began for _, began in answers}) == 1


def test_a_family_that_ends_while_it_begins_ends(store):
    """Whichever comes first, APIs are told."""
    welcome(store)
    end_family = EndFamily(store.families, store.clock, CountingEntropy())
    for round_ in range(8):
        family = a_family(key=family_key(f"secret-{round_}"), status=StatusIndex(0, round_))

        def open_or_end(number: int, family: RefreshFamily = family) -> None:
            if number % 2:
                store.families.open(ACME, family)
            else:
                end_family.named(a_tenant(), family.key, Audited.CODE_REUSED)

        at_once(open_or_end, many=4)
        found = store.families.find(ACME, family.key)
        assert found is None or found.ended_at is not None, f"round {round_}"
        told = store.status_lists.statuses_of(ACME, 0, [round_])
        assert told == {round_: Status.INVALID}, f"round {round_}"
    assert store.families.of(ACME, ADA) == ()


def test_of_many_refreshes_one_rotates(store):
    welcome(store)
    store.families.open(ACME, a_family())

    def refresh(number: int) -> bool:
        return store.families.use(ACME, a_family(), a_use(now=NOON + number)).happened

    assert Counter(at_once(refresh)) == {True: 1, False: MANY - 1}
    found = store.families.find(ACME, a_family().key)
    assert found is not None
    assert (found.generation, found.rotated_2) == (2, 0)


def test_a_family_that_is_used_while_it_ends_stays_ended(store):
    welcome(store)
    store.families.open(ACME, a_family())

    def use_or_end(number: int) -> None:
        if number % 2:
            store.families.use(ACME, a_family(), a_use())
        else:
            store.families.end(ACME, [a_family()], an_event(id=f"event-{number}"))

    at_once(use_or_end, many=8)
    found = store.families.find(ACME, a_family().key)
    assert found is not None
    assert found.ended_at == NOON
    assert len(store.trail(ACME)) == 1
    assert not store.families.use(ACME, found, a_use(generation=found.generation)).happened


def test_one_person_who_is_new_in_many_tabs_becomes_one_user(store):
    def sign_in(number: int) -> str | None:
        user_id = f"user-{number:02d}"
        try:
            welcome(store, user_id, f"secret-{number}", f"code-{number}")
        except IdentityTaken:
            return None
        return user_id

    winners = [user_id for user_id in at_once(sign_in) if user_id]
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert winners == [known.user.id]
    for number in range(MANY):
        user_id = f"user-{number:02d}"
        is_the_one = user_id == known.user.id
        standing = store.families.standing(ACME, "none", user_id, session_key(f"secret-{number}"))
        assert (standing.user is not None, standing.session is not None) == (is_the_one, is_the_one)
        assert has_code(store, f"code-{number}") == is_the_one


def test_an_attempt_has_one_consumer(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt())

    def consume(_: int) -> bool:
        try:
            return bool(store.attempts.consume(ACME, HANDLE, NOON, GOOGLE))
        except AttemptRefused:
            return False

    assert Counter(at_once(consume)) == {True: 1, False: MANY - 1}


def test_choosing_never_brings_a_consumed_attempt_back(store):
    for round_ in range(8):
        store.attempts.put(ACME, HANDLE.state, an_attempt())

        def choose_or_consume(number: int) -> str | None:
            try:
                if number % 2:
                    return store.attempts.choose(ACME, HANDLE, FACEBOOK, NOON).connection
                return store.attempts.consume(ACME, HANDLE, NOON).connection
            except AttemptRefused:
                return None

        at_once(choose_or_consume, many=8)
        assert store.attempts.find(ACME, HANDLE.state) is None, f"round {round_}"


def test_a_session_remembers_every_client_that_came_at_once(store):
    welcome(store)

    def extend(number: int) -> None:
        code = a_code(f"code-{number}", client_id=f"client-{number:02d}")
        store.sign_ins.extend(ACME, a_session(), code, NOON + 9999)

    at_once(extend, many=4)
    found = store.sessions.find(ACME, SessionCookie(SECRET, ADA))
    assert found is not None
    assert found.session.clients == ("acme-web", *(f"client-{n:02d}" for n in range(4)))


def test_a_role_granted_while_the_person_signs_in_is_kept(store):
    welcome(store)

    def settled(version: int) -> Settlement:
        return Settlement(
            user=a_user(profile={"name": "Ada King"}, roles_version=version),
            identity=an_identity(),
            is_new=False,
            is_changed=True,
            roles_version=version,
        )

    def sign_in(session: Session) -> None:
        try:
            store.sign_ins.open(ACME, settled(0), session, None)
        except IdentityTaken:  # the role came first
            store.sign_ins.open(ACME, settled(1), session, None)

    def grant_or_sign_in(number: int) -> None:
        if number % 4 == 0:
            store.grant_role(ACME, ADA, f"role-{number}")
        else:
            sign_in(a_session(f"secret-{number}"))

    at_once(grant_or_sign_in, many=4)
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert known.user.roles_granted == ("role-0",)
    assert known.user.roles_version == 1
    assert known.user.profile == {"name": "Ada King"}
