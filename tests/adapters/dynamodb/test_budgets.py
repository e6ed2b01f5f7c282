"""What each port may cost: calls to AWS, and how many of them wait for one another."""

import pytest

from chalicelib.identity.link import Settlement
from chalicelib.identity.session import SessionCookie
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    GOOGLE,
    HANDLE,
    SECRET,
    a_client,
    a_code,
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
from tests.support.calls import counting

ORIGIN = "https://app.example.com"


@pytest.fixture
def house(store):
    """A published tenant with one signed-in person."""
    client = a_client(origins=(ORIGIN,))
    store.publisher.publish(a_tenant(), (), a_role_book(), (client,), (a_key(),), "the document")
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(ACME, settlement, a_session(), a_code())
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    store.families.open(ACME, LIVING)
    return store


BUDGETS = {
    "a session and its user": ("BatchGetItem", lambda s: s.sessions.find(ACME, COOKIE)),
    "who stands behind a token": (
        "BatchGetItem",
        lambda s: s.families.standing(ACME, a_family().key, ADA, a_session().key),
    ),
    "an attempt begun": ("PutItem", lambda s: s.attempts.put(ACME, "state", an_attempt())),
    "an attempt consumed": ("UpdateItem", lambda s: s.attempts.consume(ACME, HANDLE, NOON)),
    "a choice": ("UpdateItem", lambda s: s.attempts.choose(ACME, HANDLE, GOOGLE, NOON)),
    "a code redeemed": ("UpdateItem", lambda s: s.codes.redeem(ACME, a_presentation(), NOON)),
    "a family begun": ("TransactWriteItems", lambda s: s.families.open(ACME, a_family())),
    "a refresh token used": ("UpdateItem", lambda s: s.families.use(ACME, a_family(), a_use())),
    "a family ended": (
        "TransactWriteItems",
        lambda s: s.families.end(ACME, [LIVING], an_event()),
    ),
    "a session ended with its families": (
        "TransactWriteItems",
        lambda s: s.session_ends.end(ACME, a_session(), [LIVING], an_event()),
    ),
    "somebody back": (
        "TransactWriteItems",
        lambda s: s.sign_ins.open(ACME, BACK, a_session("second"), a_code("second")),
    ),
    "somebody changed": (
        "TransactWriteItems",
        lambda s: s.sign_ins.open(ACME, CHANGED, a_session("second"), a_code("second")),
    ),
    "a code from a session": (
        "TransactWriteItems",
        lambda s: s.sign_ins.extend(ACME, a_session(), a_code("second"), NOON + 1),
    ),
}
LIVING = a_family(key="b" * 64)
COOKIE = SessionCookie(SECRET, ADA)
BACK = Settlement(user=a_user(), identity=an_identity(), is_new=False, is_changed=False)
CHANGED = Settlement(user=a_user(), identity=an_identity(), is_new=False, is_changed=True)


@pytest.mark.parametrize("step", BUDGETS)
def test_a_step_is_one_call(dynamodb, house, step):
    operation, take = BUDGETS[step]
    with counting(dynamodb) as counter:
        take(house)
    assert (dict(counter.by_name), counter.depth) == ({operation: 1}, 1)


def test_finding_a_person_is_two_calls_one_after_the_other(dynamodb, house):
    with counting(dynamodb) as counter:
        assert house.people.find(ACME, an_identity().key)
    assert (dict(counter.by_name), counter.depth) == ({"GetItem": 2}, 2)


def test_somebody_unknown_is_one_call(dynamodb, house):
    with counting(dynamodb) as counter:
        house.people.find(GLOBEX, an_identity().key)
    assert counter.calls == 1


def test_everything_about_a_tenant_is_one_query_a_minute(dynamodb, house):
    def ask_everything():
        assert house.tenants.find("acme")
        assert house.keys.of(ACME).keys
        assert house.roles.of(ACME).defaults
        house.connections.all(ACME)

    with counting(dynamodb) as counter:
        ask_everything()
        house.clock.advance(59)
        ask_everything()
    assert dict(counter.by_name) == {"Query": 1}
    house.clock.advance(1)
    with counting(dynamodb) as counter:
        ask_everything()
    assert dict(counter.by_name) == {"Query": 1}


def test_a_client_and_an_origin_are_read_once_a_minute(dynamodb, house):
    with counting(dynamodb) as counter:
        for _ in range(3):
            assert house.clients.find(ACME, "acme-web")
            assert house.clients.knows_origin(ACME, ORIGIN)
            assert not house.clients.knows_origin(ACME, "https://evil.test")
            assert house.clients.find(ACME, "nobody") is None
    assert dict(counter.by_name) == {"GetItem": 4}


def test_what_could_be_no_name_costs_nothing(dynamodb, house):
    with counting(dynamodb) as counter:
        for name in ("ACME", "a#b", "", "-a", "a" * 64, "../acme", "a\n"):
            assert house.tenants.find(name) is None
            assert not house.connections.all(name)
        for client_id in ("", "#", "a b", "a" * 129, "-a", "a\n"):
            assert house.clients.find(ACME, client_id) is None
        assert not house.clients.knows_origin(ACME, "https://" + "a" * 300)
        assert not house.clients.knows_origin(ACME, "https://a.test\r\n")
    assert counter.calls == 0


def test_a_step_costs_the_same_however_many_live_in_the_house(dynamodb, house):
    for number in range(30):
        house.attempts.put(ACME, f"state-{number}", an_attempt())
    with counting(dynamodb) as counter:
        house.tenants.find("acme")
        house.sessions.find(ACME, COOKIE)
    assert counter.calls == 2
