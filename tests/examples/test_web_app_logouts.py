"""The sample web app believes the issuer alone that a session ended."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from joserfc.errors import JoseError

from tests.examples.beside import module_of
from tests.verifier.an_issuer import ACME, GLOBEX, NOON, OTHER_KEY, RSA_KEY, Issuer, public_jwk
from tests.verifier.an_issuer import without_none as present

EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}
LOGOUTS = module_of("web-app", "logouts")
ServerSessions = module_of("web-app", "sessions").ServerSessions


def ended_session(token, client):
    return LOGOUTS.ended_session(token, client, NOON)


@dataclass
class Client:
    """What Authlib knows of the issuer; `younger` is what it finds when it asks again."""

    client_id: str = "acme-web"
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk(RSA_KEY)])
    younger: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk(RSA_KEY)])

    def load_server_metadata(self):
        return {"issuer": ACME}

    def fetch_jwk_set(self, *, force=False):
        return {"keys": self.younger if force else self.keys}


def logout_token(typ="logout+jwt", key=RSA_KEY, **changes):
    claims = {
        "iss": ACME,
        "aud": "acme-web",
        "iat": NOON,
        "exp": NOON + 120,
        "jti": "j",
        "sub": "ada",
        "sid": "s1",
        "events": EVENTS,
    }
    return Issuer(key=key).sign(present(claims | changes), typ)


def test_a_logout_token_names_the_session_that_ended():
    assert ended_session(logout_token(), Client()) == "s1"


def test_a_token_of_a_new_key_is_believed_once_the_key_is_seen():
    old = [public_jwk(OTHER_KEY, kid="k0")]
    assert ended_session(logout_token(), Client(keys=old)) == "s1"
    with pytest.raises(JoseError):
        ended_session(logout_token(), Client(keys=old, younger=old))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": GLOBEX},
        {"iss": None},
        {"aud": "acme-spa"},
        {"aud": None},
        {"iat": None},
        {"iat": NOON + 600},
        {"exp": None},
        {"exp": NOON - 60},
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
    with pytest.raises(JoseError):
        ended_session(logout_token(**changes), Client())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é"])
def test_what_is_no_token_at_all_ends_nothing(token):
    with pytest.raises((JoseError, ValueError)):
        ended_session(token, Client())


@pytest.fixture
def sessions():
    return ServerSessions("sid")


@pytest.fixture
def app(sessions):
    app = Flask(__name__)
    app.session_interface = sessions
    return app


def in_browser(app, name=None):
    """The session as the app finds it for a browser with this cookie."""
    headers = {"Cookie": f"sid={name}"} if name else {}
    with app.test_request_context(headers=headers) as context:
        return app.session_interface.open_session(app, context.request)


def keep(app, session):
    app.session_interface.save_session(app, session, app.response_class())


def signed_in(app, site="acme", sid="s1"):
    session = in_browser(app)
    session[site] = {"sid": sid}
    keep(app, session)
    return session.sid


def test_a_session_that_ended_is_forgotten_in_every_browser(app, sessions):
    browsers = [signed_in(app), signed_in(app)]
    sessions.end("acme", "s1")
    assert [dict(in_browser(app, one)) for one in browsers] == [{}, {}]


def test_other_sessions_and_other_sites_go_on(app, sessions):
    other = signed_in(app, sid="s2"), signed_in(app, site="globex")
    sessions.end("acme", "s1")
    assert all(in_browser(app, one) for one in other)


def test_a_request_under_way_does_not_bring_back_who_was_signed_out(app, sessions):
    browser = signed_in(app)
    under_way = in_browser(app, browser)
    sessions.end("acme", "s1")
    keep(app, under_way)
    assert not in_browser(app, browser)
