"""What a client is told of a logout, and how the notice waits for it (BCL)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.tokens.logout_notice import LogoutNotice, NotANotice
from chalicelib.tokens.logout_token import logout_token_claims
from tests.builders import ADA, SECRET, a_notice, a_tenant, session_key
from tests.fakes.clock import NOON

NOTICE = json.loads(a_notice().to_json())
DAY = 24 * 3600


def test_a_logout_token_says_which_session_of_whom_ended_for_two_minutes():
    """BCL-2."""
    claims = logout_token_claims(a_tenant(), a_notice(), NOON + 5, "a-jti")
    assert claims == {
        "iss": "https://auth.example.com/t/acme",
        "aud": "acme-web",
        "iat": NOON + 5,
        "exp": NOON + 125,
        "jti": "a-jti",
        "sub": ADA,
        "sid": session_key(SECRET),
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }


def test_a_logout_token_has_no_nonce_and_so_is_no_id_token():
    """BCL-2."""
    assert "nonce" not in logout_token_claims(a_tenant(), a_notice(), NOON, "a-jti")


def test_a_notice_is_read_as_it_was_written():
    notice = a_notice(client_id="a~b.c-d", user_id='é"\\\u2028')
    assert LogoutNotice.from_json(notice.to_json()) == notice


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"a notice"',
        "{",
        "{}",
        "[" * 4000,
        json.dumps(NOTICE) + "x",
        json.dumps(NOTICE | {"nonce": "x"}),
        json.dumps({name: value for name, value in NOTICE.items() if name != "tenant"}),
        json.dumps(NOTICE | {"client_id": ""}),
        json.dumps(NOTICE | {"client_id": "c" * 5000}),
        *(json.dumps(NOTICE | {name: None}) for name in NOTICE),
        *(json.dumps(NOTICE | {name: [NOTICE[name]]}) for name in NOTICE),
        *(json.dumps(NOTICE | {"ended_at": value}) for value in (True, 1.5, -1, "0", float("nan"))),
    ],
)
def test_what_is_no_notice_is_not_taken_for_one(text: str):
    with pytest.raises(NotANotice):
        LogoutNotice.from_json(text)


@given(st.text())
def test_no_text_breaks_the_reader(text: str):
    with pytest.raises(NotANotice):
        LogoutNotice.from_json(text)


@pytest.mark.parametrize(("age", "is_stale"), [(0, False), (DAY - 1, False), (DAY, True)])
def test_a_notice_is_news_for_a_day(age: int, is_stale: bool):
    assert a_notice().is_stale(NOON + age) is is_stale
