"""Many at once: what may happen once happens once."""

from collections import Counter

import pytest

from chalicelib.identity.link import Settlement
from chalicelib.identity.session import SessionCookie
from chalicelib.tokens.code import CodeRefused, CodeVerdict
from chalicelib.tokens.ports import IdentityTaken
from chalicelib.upstream.attempt import AttemptRefused
from tests.builders import (
    ACME,
    ADA,
    FACEBOOK,
    GOOGLE,
    HANDLE,
    SECRET,
    a_code,
    a_presentation,
    a_session,
    a_user,
    an_attempt,
    an_identity,
)
from tests.fakes.clock import NOON
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


def test_of_many_redemptions_one_succeeds_and_the_others_end_it(store):
    welcome(store)
    grant_id = a_code("a").grant_id

    def redeem(number: int) -> CodeVerdict:
        try:
            store.codes.redeem(ACME, a_presentation("a"), NOON + number)
        except CodeRefused as refused:
            store.codes.revoke(ACME, grant_id, NOON + 30)
            return refused.verdict
        return CodeVerdict.REDEEM

    assert Counter(at_once(redeem)) == {CodeVerdict.REDEEM: 1, CodeVerdict.REUSED: MANY - 1}
    grant = store.holders.find(ACME, ADA, grant_id).grant
    assert grant is not None
    assert grant.revoked_at == NOON + 30


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
        user_id, code = f"user-{number:02d}", a_code(f"code-{number}")
        holder = store.holders.find(ACME, user_id, code.grant_id)
        is_the_one = user_id == known.user.id
        assert (holder.user is not None, holder.grant is not None) == (is_the_one, is_the_one)
        cookie = SessionCookie(f"secret-{number}", user_id)
        assert (store.sessions.find(ACME, cookie) is not None) == is_the_one


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
    changed = Settlement(
        user=a_user(profile={"name": "Ada King"}),
        identity=an_identity(),
        is_new=False,
        is_changed=True,
    )

    def grant_or_sign_in(number: int) -> None:
        if number % 4 == 0:
            store.grant_role(ACME, ADA, f"role-{number}")
        else:
            session = a_session(f"secret-{number}")
            store.sign_ins.open(ACME, changed, session, None)

    at_once(grant_or_sign_in, many=4)
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert known.user.roles_granted == ("role-0",)
    assert known.user.profile == {"name": "Ada King"}
