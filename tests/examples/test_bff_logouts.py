"""The BFF believes the issuer alone that a session ended, and forgets it in every browser."""

import time

import jwt
import pytest
from flask import Flask

from examples.bff.logouts import ended_session
from examples.bff.sessions import COOKIE, Sessions
from tests.verifier.an_issuer import ACME, GLOBEX, OTHER_KEY, RSA_KEY, Issuer
from tests.verifier.an_issuer import without_none as present

EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}
NOW = int(time.time())  # noqa: TID251 - PyJWT reads the wall clock


class Keys:
    """The issuer's published keys."""

    def get_signing_key_from_jwt(self, _token):
        return RSA_KEY.public_key()


def logout_token(typ="logout+jwt", key=RSA_KEY, **changes):
    claims = {"iss": ACME, "aud": "acme-bff", "iat": NOW, "exp": NOW + 86_400, "jti": "j"}
    claims |= {"sub": "ada", "sid": "s1", "events": EVENTS}
    return Issuer(key=key).sign(present(claims | changes), typ)


def told(token):
    return ended_session(token, ACME, "acme-bff", Keys())


def test_a_logout_token_names_the_session_that_ended():
    assert told(logout_token()) == "s1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": GLOBEX},
        {"aud": "acme-web"},
        {"iat": None},
        {"iat": NOW + 86_400},
        {"exp": None},
        {"exp": NOW - 60},
        {"jti": None},
        {"sid": None},
        {"events": None},
        {"events": {}},
        {"events": "http://schemas.openid.net/event/backchannel-logout"},
        {"nonce": "n"},
        {"typ": "JWT"},
        {"typ": None},
        {"key": OTHER_KEY},
    ],
)
def test_what_is_no_logout_token_for_this_app_ends_nothing(changes):
    with pytest.raises(jwt.PyJWTError):
        told(logout_token(**changes))


@pytest.fixture
def sessions():
    return Sessions()


def opened(sessions, name=None):
    app = Flask(__name__)
    headers = {"Cookie": f"{COOKIE}={name}"} if name else {}
    with app.test_request_context(headers=headers) as context:
        return sessions.open_session(app, context.request)


def saved(sessions, session):
    """The cookie that the browser is given."""
    app = Flask(__name__)
    response = app.response_class()
    sessions.save_session(app, session, response)
    return response.headers.get("Set-Cookie", "")


def signed_in(sessions, sid="s1"):
    session = opened(sessions)
    sessions.sign_in(session, {"sid": sid})
    saved(sessions, session)
    return session.name


def test_a_session_that_ended_is_forgotten_in_every_browser_and_no_other(sessions):
    here, there, other = signed_in(sessions), signed_in(sessions), signed_in(sessions, "s2")
    sessions.end("s1")
    assert [dict(opened(sessions, one)) for one in (here, there)] == [{}, {}]
    assert opened(sessions, other)["sid"] == "s2"


def test_a_notice_may_come_before_the_sign_in_is_through(sessions):
    sessions.end("s1")
    assert not opened(sessions, signed_in(sessions))


def test_a_request_under_way_does_not_bring_back_who_was_signed_out(sessions):
    under_way = opened(sessions, signed_in(sessions))
    sessions.end("s1")
    assert "Max-Age=0" in saved(sessions, under_way)
    assert not opened(sessions, under_way.name)


def test_the_name_that_was_there_before_the_sign_in_opens_nothing(sessions):
    session = opened(sessions)
    session["state"] = "waiting"
    cookie = saved(sessions, session)
    planted = session.name
    sessions.sign_in(session, {"sid": "s1"})
    assert session.name in saved(sessions, session)
    assert not opened(sessions, planted)
    attributes = {part.strip() for part in cookie.split(";")[1:]}
    assert attributes == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_a_name_that_we_did_not_give_is_not_taken(sessions):
    assert opened(sessions, "chosen-by-somebody").name != "chosen-by-somebody"
