"""The BFF's access tokens, when a page asks much at once and answers are lost."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from authlib.common.errors import AuthlibBaseError

from examples.bff.access import SignedOut, Unreachable, access_token
from examples.bff.sessions import BffSession

LATER = 4_000_000_000


class Client:
    """Authlib's client, as far as it is asked; answers may be lost."""

    def __init__(self):
        self.asked, self.lose, self.refuse = [], 0, None

    def fetch_access_token(self, *, grant_type, refresh_token):
        self.asked.append(refresh_token)
        time.sleep(0.02)
        if self.lose:
            self.lose -= 1
            raise requests.ConnectionError
        if self.refuse:
            raise AuthlibBaseError(self.refuse)
        number = int(refresh_token[1:]) + 1
        token = {"access_token": f"a{number}", "refresh_token": f"r{number}"}
        return {**token, "expires_at": LATER, "scope": "openid"}


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def session():
    session = BffSession()
    session.update(sid="s1", access_token="a0", refresh_token="r0", expires_at=0)
    return session


def test_many_requests_of_one_page_renew_once(session, client):
    with ThreadPoolExecutor(8) as page:
        tokens = {*page.map(lambda _: access_token(session, client), range(8))}
    assert (tokens, client.asked) == ({"a1"}, ["r0"])


def test_two_people_do_not_wait_for_each_other(session, client):
    other = BffSession()
    other.update(access_token="b0", refresh_token="r7", expires_at=0)
    with session.renewing:
        assert access_token(other, client) == "a8"


def test_a_lost_answer_is_asked_for_again_with_the_same_token(session, client):
    client.lose = 1
    assert access_token(session, client) == "a1"
    assert (client.asked, session["refresh_token"]) == (["r0", "r0"], "r1")


def test_in_an_outage_nobody_is_signed_out(session, client):
    client.lose = 2
    with pytest.raises(Unreachable):
        access_token(session, client)
    assert session["refresh_token"] == "r0"


def test_what_the_issuer_renews_no_more_is_forgotten(session, client):
    client.refuse = "invalid_grant"
    with pytest.raises(SignedOut):
        access_token(session, client)
    assert not session


def test_another_refusal_signs_nobody_out(session, client):
    client.refuse = "temporarily_unavailable"
    with pytest.raises(Unreachable):
        access_token(session, client)
    assert session["refresh_token"] == "r0"


def test_a_refused_token_is_renewed_unless_it_was_already(session, client):
    session["expires_at"] = LATER
    assert access_token(session, client) == "a0"
    assert access_token(session, client, refused="a0") == "a1"
    assert access_token(session, client, refused="a0") == "a1"
    assert client.asked == ["r0"]


def test_who_is_signed_out_during_a_renewal_stays_signed_out(session, client, monkeypatch):
    answer = client.fetch_access_token

    def signed_out_meanwhile(**form):
        session.clear()
        return answer(**form)

    monkeypatch.setattr(client, "fetch_access_token", signed_out_meanwhile)
    with pytest.raises(SignedOut):
        access_token(session, client)
    assert not session


def test_nobody_has_no_token(client):
    with pytest.raises(SignedOut):
        access_token(BffSession(), client)
    assert client.asked == []
