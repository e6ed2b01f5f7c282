"""When a session answers for the person (AZ-13 to AZ-19, AZ-21)."""

import pytest

from chalicelib.clients.claims_request import ClaimsRequest
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.identity.model import Session
from chalicelib.identity.session import (
    Reuse,
    SessionCookie,
    SignedIn,
    is_fresh_enough,
    judge_session,
    open_session,
)
from chalicelib.protocol.vocabulary import Prompt
from chalicelib.tenancy.model import Lifetimes
from tests.builders import ADA, SECRET, a_request, a_session, a_user, an_assertion
from tests.fakes.clock import NOON


def judge(
    request: AuthorizationRequest | None = None,
    session: Session | None = None,
    now: int = NOON + 60,
    expected_user: str | None = None,
    disabled_at: int | None = None,
) -> Reuse:
    signed_in = SignedIn(session or a_session(), a_user(disabled_at=disabled_at))
    return judge_session(signed_in, request or a_request(), expected_user, now)


def test_a_live_session_answers_silently() -> None:
    assert judge() is Reuse.SILENT


def test_no_session_means_signing_in() -> None:
    assert judge_session(None, a_request(), None, NOON) is Reuse.LOGIN


@pytest.mark.parametrize("ends", ["idle_expires_at", "expires_at"])
def test_a_session_ends_at_the_very_second(ends: str) -> None:
    session = a_session(**{ends: NOON + 60})
    assert judge(session=session, now=NOON + 59) is Reuse.SILENT
    assert judge(session=session, now=NOON + 60) is Reuse.LOGIN


def test_prompt_login_needs_the_person_again() -> None:
    """AZ-15."""
    assert judge(a_request(prompts=frozenset({Prompt.LOGIN}))) is Reuse.LOGIN


def test_max_age_zero_says_the_same() -> None:
    """AZ-17."""
    assert judge(a_request(max_age=0), now=NOON) is Reuse.LOGIN


@pytest.mark.parametrize(("age", "verdict"), [(60, Reuse.SILENT), (61, Reuse.LOGIN)])
def test_max_age_counts_from_the_authentication(age: int, verdict: Reuse) -> None:
    """AZ-17."""
    assert judge(a_request(max_age=60), now=NOON + age) is verdict


def test_another_person_than_the_hint_names_must_sign_in() -> None:
    """AZ-19."""
    assert judge(expected_user=ADA) is Reuse.SILENT
    assert judge(expected_user="somebody-else") is Reuse.LOGIN


def test_a_disabled_person_has_no_session() -> None:
    assert judge(disabled_at=NOON) is Reuse.LOGIN


def test_consent_and_choice_are_asked_for_when_wanted() -> None:
    """AZ-16."""
    assert judge(a_request(prompts=frozenset({Prompt.CONSENT}))) is Reuse.CONSENT
    assert judge(a_request(prompts=frozenset({Prompt.SELECT_ACCOUNT}))) is Reuse.ACCOUNT


def test_an_essential_acr_that_the_session_lacks_is_not_met_by_it() -> None:
    """AZ-21."""
    request = a_request(claims=ClaimsRequest(essential_acr=("gold",)))
    assert judge(request) is Reuse.LOGIN
    assert judge(request, session=a_session(acr="gold")) is Reuse.SILENT


def test_auth_time_is_when_the_upstream_authenticated_the_person() -> None:
    """AZ-18."""
    user, lifetimes = a_user(), Lifetimes()
    said = open_session(an_assertion(authenticated_at=NOON - 90), user, "k", lifetimes, NOON)
    assert said.authenticated_at == NOON - 90
    silent = open_session(an_assertion(), user, "k", lifetimes, NOON)
    assert silent.authenticated_at == NOON


def test_an_upstream_cannot_authenticate_anybody_in_the_future() -> None:
    ahead = open_session(
        an_assertion(authenticated_at=NOON + 500), a_user(), "k", Lifetimes(), NOON
    )
    assert ahead.authenticated_at == NOON


def test_an_upstream_that_skipped_the_authentication_is_found_out() -> None:
    old = an_assertion(authenticated_at=NOON - 3600)
    assert not is_fresh_enough(old, None, NOON - 10, NOON)
    assert not is_fresh_enough(old, 600, NOON - 10, NOON)
    assert is_fresh_enough(old, 3600, NOON - 10, NOON)
    assert is_fresh_enough(an_assertion(), None, NOON - 10, NOON)


def test_a_cookie_survives_its_own_text() -> None:
    cookie = SessionCookie(SECRET, ADA)
    assert SessionCookie.parse(str(cookie)) == cookie


@pytest.mark.parametrize(
    "text", [None, "", ".", SECRET, f"{SECRET}.", f"{SECRET}.x", "a.b.c", "é."]
)
def test_a_cookie_that_is_not_ours_is_no_cookie(text: str | None) -> None:
    assert SessionCookie.parse(text) is None


def test_the_session_is_stored_under_a_hash_of_its_secret() -> None:
    assert SECRET not in SessionCookie(SECRET, ADA).key
