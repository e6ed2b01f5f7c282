"""The command-line app's tokens, when answers are lost and several runs want them at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from examples.cli import wire
from examples.cli.access import Access
from examples.cli.store import NotSignedIn, Store

LATER = 4_000_000_000
OLD = {"access_token": "a0", "refresh_token": "r0", "expires_at": 0, "person": "ada"}


class Issuer:
    """Rotates refresh tokens; answers may be lost, after the fact."""

    def __init__(self):
        self.asked, self.lose, self.refuse, self._lock = [], 0, None, Lock()

    def token(self, *, grant_type, refresh_token):
        with self._lock:
            self.asked.append(refresh_token)
            lost, self.lose = self.lose > 0, self.lose - 1
        time.sleep(0.02)
        if lost:
            raise wire.Unreachable("lost")
        if self.refuse:
            raise self.refuse
        number = int(refresh_token[1:]) + 1
        return {"access_token": f"a{number}", "refresh_token": f"r{number}", "expires_in": 600}


@pytest.fixture
def issuer():
    return Issuer()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path, "https://auth.test/t/acme", "acme-cli")
    store.put(OLD)
    return store


@pytest.fixture
def access(store, issuer):
    return Access(store=store, issuer=issuer)


@pytest.fixture(autouse=True)
def api(monkeypatch):
    """What the API saw; tokens in `outdated` it refuses."""
    seen, outdated = [], set()

    def get(_url, bearer):
        seen.append(bearer)
        if bearer in outdated:
            raise wire.Refused(401, "invalid_token")
        return bearer

    monkeypatch.setattr("examples.cli.access.wire.get", get)
    get.seen, get.outdated = seen, outdated
    return get


def test_many_at_once_renew_once(access, issuer):
    with ThreadPoolExecutor(8) as runs:
        assert {*runs.map(lambda _: access.ask("/orders"), range(8))} == {"a1"}
    assert issuer.asked == ["r0"]


def test_a_lost_answer_is_asked_for_again_with_the_same_token(access, issuer, store):
    issuer.lose = 1
    assert access.ask("/orders") == "a1"
    assert issuer.asked == ["r0", "r0"]
    assert store.get()["refresh_token"] == "r1"


def test_in_an_outage_nothing_is_forgotten(access, issuer, store):
    issuer.lose = 2
    with pytest.raises(wire.Unreachable):
        access.ask("/orders")
    assert store.get() == OLD


def test_what_the_issuer_renews_no_more_is_forgotten(access, issuer, store):
    issuer.refuse = wire.Refused(400, "invalid_grant")
    with pytest.raises(NotSignedIn):
        access.ask("/orders")
    with pytest.raises(NotSignedIn):
        store.get()


def test_another_refusal_costs_no_sign_in(access, issuer, store):
    issuer.refuse = wire.Refused(429, "slow_down")
    with pytest.raises(wire.Refused):
        access.ask("/orders")
    assert store.get() == OLD


def test_a_token_that_the_api_takes_for_outdated_is_renewed_once(access, store, api, issuer):
    store.put({**OLD, "expires_at": LATER})
    api.outdated.add("a0")
    assert access.ask("/orders") == "a1"
    api.outdated |= {"a1", "a2"}
    with pytest.raises(wire.Refused):
        access.ask("/orders")
    assert issuer.asked == ["r0", "r1"]


def test_a_good_token_is_used_as_it_is(access, store, api, issuer):
    store.put({**OLD, "expires_at": LATER})
    assert access.ask("/orders") == "a0"
    assert issuer.asked == []


def test_another_client_and_another_tenant_have_tokens_of_their_own(tmp_path, store):
    for issuer, client in (
        ("https://auth.test/t/acme", "other"),
        ("https://auth.test/t/twin", "acme-cli"),
    ):
        with pytest.raises(NotSignedIn):
            Store(tmp_path, issuer, client).get()


@pytest.mark.parametrize(
    "url", ["http://auth.test/token", "ftp://localhost/", "file:///etc/passwd"]
)
def test_tokens_leave_this_machine_over_https_only(url):
    with pytest.raises(wire.Refused, match="not https"):
        wire.post(url, {"token": "secret"})
