"""An attempt is continued once, by the browser that began it, where and while it may be."""

import pytest

from chalicelib.clients.claims_request import ClaimsRequest
from chalicelib.protocol.vocabulary import Prompt
from chalicelib.upstream.attempt import AttemptFault, AttemptRefused, Handle, Stage
from tests.builders import (
    ACME,
    FACEBOOK,
    GLOBEX,
    GOOGLE,
    HANDLE,
    a_request,
    an_attempt,
    other_browser,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store


def consumed(store: Store, tenant=ACME, handle=HANDLE, now=NOON, **chosen) -> AttemptFault | None:
    """Why consuming was refused; None if it was not."""
    try:
        store.attempts.consume(tenant, handle, now, **chosen)
    except AttemptRefused as refused:
        return refused.fault
    return None


def test_an_attempt_is_found_as_it_was_put(store):
    attempt = an_attempt(
        request=a_request(
            prompts=frozenset({Prompt.LOGIN, Prompt.CONSENT}),
            max_age=0,
            claims=ClaimsRequest(id_token=("email",), essential_acr=("gold",)),
            login_hint="",
        ),
        stage=Stage.CONSENT,
        session_key="a-session",
        connection=None,
    )
    store.attempts.put(ACME, HANDLE.state, attempt)
    assert store.attempts.find(ACME, HANDLE.state) == attempt


def test_looking_leaves_an_attempt_where_it_is(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    store.attempts.find(ACME, HANDLE.state)
    assert consumed(store) is None


def test_an_attempt_is_consumed_once_and_returned_whole(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    assert store.attempts.consume(ACME, HANDLE, NOON, GOOGLE) == an_attempt()
    assert store.attempts.find(ACME, HANDLE.state) is None
    assert consumed(store) is AttemptFault.GONE


def test_another_tenant_neither_sees_nor_consumes_nor_binds_an_attempt(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    assert store.attempts.find(GLOBEX, HANDLE.state) is None
    assert consumed(store, GLOBEX) is AttemptFault.GONE
    with pytest.raises(AttemptRefused) as refused:
        store.attempts.choose(GLOBEX, HANDLE, GOOGLE, NOON)
    assert refused.value.fault is AttemptFault.GONE
    assert store.attempts.find(ACME, HANDLE.state) == an_attempt()


def test_the_same_state_at_two_tenants_is_two_attempts(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    store.attempts.put(GLOBEX, HANDLE.state, an_attempt(nonce="globex's"))
    assert store.attempts.consume(GLOBEX, HANDLE, NOON).nonce == "globex's"
    assert store.attempts.find(ACME, HANDLE.state) == an_attempt()


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        ({"handle": other_browser()}, AttemptFault.OTHER_BROWSER),
        ({"handle": Handle(HANDLE.state, None)}, AttemptFault.OTHER_BROWSER),
        ({"handle": Handle("another-state", HANDLE.browser)}, AttemptFault.GONE),
        ({"connection": FACEBOOK}, AttemptFault.OTHER_CONNECTION),
        ({"stage": Stage.CONSENT}, AttemptFault.GONE),
        ({"now": NOON + 600}, AttemptFault.GONE),
    ],
)
def test_who_may_not_continue_an_attempt_leaves_it_as_it_was(store, chosen, fault):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    assert consumed(store, **chosen) is fault
    assert store.attempts.find(ACME, HANDLE.state) == an_attempt()
    assert consumed(store, now=NOON + 599, connection=GOOGLE) is None


def test_an_attempt_without_a_connection_is_not_consumed_over_one(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt(connection=None))
    assert consumed(store, connection=GOOGLE) is AttemptFault.OTHER_CONNECTION
    assert consumed(store) is None


def test_a_question_for_consent_is_answered_at_its_stage_only(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt(stage=Stage.CONSENT))
    assert consumed(store) is AttemptFault.GONE
    assert consumed(store, stage=Stage.CONSENT) is None


def test_a_choice_binds_the_attempt_and_may_be_changed(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt(connection=None))
    assert store.attempts.choose(ACME, HANDLE, GOOGLE, NOON) == an_attempt()
    assert store.attempts.choose(ACME, HANDLE, FACEBOOK, NOON).connection == FACEBOOK
    assert consumed(store, connection=GOOGLE) is AttemptFault.OTHER_CONNECTION
    assert consumed(store, connection=FACEBOOK) is None


@pytest.mark.parametrize(
    ("handle", "now", "fault"),
    [
        (other_browser(), NOON, AttemptFault.OTHER_BROWSER),
        (HANDLE, NOON + 600, AttemptFault.GONE),
        (Handle("another-state", HANDLE.browser), NOON, AttemptFault.GONE),
    ],
)
def test_who_may_not_choose_changes_nothing(store, handle, now, fault):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    with pytest.raises(AttemptRefused) as refused:
        store.attempts.choose(ACME, handle, FACEBOOK, now)
    assert refused.value.fault is fault
    assert store.attempts.find(ACME, HANDLE.state) == an_attempt()


def test_nothing_is_chosen_for_an_attempt_that_asks_for_consent(store):
    store.attempts.put(ACME, HANDLE.state, an_attempt(stage=Stage.CONSENT))
    with pytest.raises(AttemptRefused):
        store.attempts.choose(ACME, HANDLE, GOOGLE, NOON)
