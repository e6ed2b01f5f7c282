"""The upstream vouches: what the flow does with its word, over ports kept in memory."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.clients.claims_request import ClaimsRequest
from chalicelib.flows.ask_consent import AskConsent
from chalicelib.flows.finish_sign_in import FinishSignIn
from chalicelib.flows.settle_person import SettlePerson
from chalicelib.flows.steps import ToClient, ToConsent
from chalicelib.identity.model import Device
from chalicelib.protocol.redirects import RefusedToClient
from chalicelib.protocol.vocabulary import Prompt
from chalicelib.tokens.ports import IdentityTaken
from chalicelib.upstream.attempt import AttemptRefused
from chalicelib.upstream.choose import UnknownConnection
from chalicelib.upstream.model import (
    Assertion,
    Callback,
    ConnectionId,
    UpstreamFailed,
    UpstreamRefused,
)
from tests.builders import (
    ACME,
    GLOBEX,
    GOOGLE,
    HANDLE,
    a_client,
    a_connection,
    a_key,
    a_request,
    a_role_book,
    a_tenant,
    an_assertion,
    an_attempt,
    other_browser,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.store import Store, memory_store

DEVICE = Device(user_agent="a browser", address="192.0.2.7", country="GB")


@dataclass
class Vouching:
    """A provider that says what the test wants to hear."""

    word: Assertion | Exception = field(default_factory=an_assertion)

    def of(self, tenant: Any, connection: Any) -> "Vouching":
        return self

    def begin(self, request: Any) -> str:
        raise NotImplementedError

    def redeem(self, request: Any, callback: Callback) -> Assertion:
        if isinstance(self.word, Exception):
            raise self.word
        return self.word


@dataclass
class Losing:
    """Storage in which somebody else is always faster, so many times."""

    store: Store
    losses: int

    def open(self, *written: Any) -> None:
        if self.losses:
            self.losses -= 1
            raise IdentityTaken
        self.store.sign_ins.open(*written)


@pytest.fixture
def store() -> Store:
    store = memory_store()
    for tenant in (a_tenant(ACME), a_tenant(GLOBEX)):
        store.publisher.publish(
            tenant, (a_connection(),), a_role_book(), (a_client(),), (a_key(),), "a document"
        )
    return store


def settle_person(store: Store, entropy: CountingEntropy, journal: Any = None) -> SettlePerson:
    return SettlePerson(
        people=store.people,
        namesakes=store.namesakes,
        invitations=store.invitations,
        roles=store.roles,
        clock=store.clock,
        entropy=entropy,
        journal=journal or Notes(),
    )


def finish(store: Store, word: Assertion | Exception | None = None, **ports: Any) -> FinishSignIn:
    entropy = CountingEntropy()
    usual: dict[str, Any] = {
        "clients": store.clients,
        "connections": store.connections,
        "providers": Vouching(word or an_assertion()),
        "attempts": store.attempts,
        "settle_person": settle_person(store, entropy),
        "sign_ins": store.sign_ins,
        "ask_consent": AskConsent(store.attempts, store.clock, entropy),
        "clock": store.clock,
        "entropy": entropy,
        "journal": Notes(),
    }
    return FinishSignIn(**(usual | ports))


def arrive(store: Store, flow: FinishSignIn, **attempt: Any) -> Any:
    store.attempts.put(ACME, HANDLE.state, an_attempt(**attempt))
    return flow(a_tenant(), GOOGLE, HANDLE, Callback(code="upstream-code"), DEVICE)


def refused(store: Store, flow: FinishSignIn, **attempt: Any) -> str:
    with pytest.raises(RefusedToClient) as refusal:
        arrive(store, flow, **attempt)
    answer = dict(refusal.value.response.parameters)
    assert answer["state"] == "the-client's-state"
    return answer["error"]


def test_somebody_vouched_for_goes_back_to_the_app_with_a_code(store: Store) -> None:
    step = arrive(store, finish(store))
    assert isinstance(step, ToClient)
    assert step.finished == HANDLE
    assert dict(step.response.parameters)["code"]
    signed_in = store.sessions.find(ACME, step.cookie)
    assert signed_in is not None
    assert signed_in.session.device == DEVICE
    assert store.sessions.find(GLOBEX, step.cookie) is None


def test_consent_is_asked_before_there_is_a_code(store: Store) -> None:
    request = a_request(prompts=frozenset({Prompt.CONSENT}))
    step = arrive(store, finish(store), request=request)
    assert isinstance(step, ToConsent)
    assert step.cookie is not None


@pytest.mark.parametrize(
    ("word", "error"),
    [
        (UpstreamRefused("no"), "access_denied"),
        (UpstreamFailed("lies"), "access_denied"),
        (UpstreamFailed("silence", is_passing=True), "temporarily_unavailable"),
    ],
)
def test_what_the_upstream_does_not_vouch_for_is_no_sign_in(
    store: Store, word: Exception, error: str
) -> None:
    assert refused(store, finish(store, word)) == error


def test_an_upstream_that_did_not_ask_again_when_told_to_is_not_enough(store: Store) -> None:
    """AZ-15."""
    stale = an_assertion(authenticated_at=NOON - 3600)
    assert refused(store, finish(store, stale), must_be_fresh=True) == "login_required"


def test_an_essential_acr_that_is_not_met_is_a_failed_sign_in(store: Store) -> None:
    """AZ-21."""
    request = a_request(claims=ClaimsRequest(essential_acr=("gold",)))
    error = refused(store, finish(store), request=request)
    assert error == "unmet_authentication_requirements"


def test_somebody_else_than_was_expected_is_told_so(store: Store) -> None:
    """AZ-19."""
    assert refused(store, finish(store), expected_user="somebody-else") == "login_required"


def test_somebody_disabled_stays_outside(store: Store) -> None:
    step = arrive(store, finish(store))
    store.disable(ACME, step.cookie.user_id, NOON)
    assert refused(store, finish(store)) == "access_denied"


def test_a_race_that_is_lost_is_settled_again_with_what_the_winner_wrote(store: Store) -> None:
    step = arrive(store, finish(store, sign_ins=Losing(store, 3)))
    assert isinstance(step, ToClient)


def test_a_race_that_is_lost_again_and_again_is_given_up_without_a_crash(store: Store) -> None:
    flow = finish(store, sign_ins=Losing(store, 1000))
    assert refused(store, flow) == "temporarily_unavailable"


def test_an_attempt_of_another_browser_tenant_or_connection_is_refused(store: Store) -> None:
    flow = finish(store)
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    callback = Callback(code="upstream-code")
    with pytest.raises(AttemptRefused):
        flow(a_tenant(), GOOGLE, other_browser(), callback, DEVICE)
    with pytest.raises(AttemptRefused):
        flow(a_tenant(GLOBEX), GOOGLE, HANDLE, callback, DEVICE)
    with pytest.raises(UnknownConnection):
        flow(a_tenant(), ConnectionId("facebook"), HANDLE, callback, DEVICE)
    assert flow(a_tenant(), GOOGLE, HANDLE, callback, DEVICE)


def test_a_client_that_is_gone_by_now_gets_nothing(store: Store) -> None:
    request = replace(a_request(), client_id="gone")
    assert refused(store, finish(store), request=request) == "invalid_request"
