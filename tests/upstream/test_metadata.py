"""Discovery: whom we believe, for how long, and what happens when they fall silent."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from chalicelib.upstream.metadata import Discovery
from chalicelib.upstream.model import UpstreamFailed
from tests.fakes.clock import FrozenClock
from tests.fakes.fetch import FakeFetch, json_answer

ISSUER = "https://id.globex.example/realm"
WELL_KNOWN = f"{ISSUER}/.well-known/openid-configuration"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": "https://tokens.globex.example/token",
    "jwks_uri": f"{ISSUER}/jwks",
}
DOWN = UpstreamFailed("unreachable", is_passing=True)


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def fetch():
    return FakeFetch({WELL_KNOWN: json_answer(METADATA)})


@pytest.fixture
def discovery(fetch, clock):
    return Discovery(fetch, clock)


def test_metadata_is_asked_for_once_an_hour(discovery, fetch, clock):
    for _ in range(3):
        assert discovery.get(ISSUER).token_endpoint == "https://tokens.globex.example/token"
    assert len(fetch.asked) == 1
    clock.advance(3600)
    discovery.get(ISSUER)
    assert len(fetch.asked) == 2


def test_the_last_good_metadata_outlives_an_outage_of_a_day(discovery, fetch, clock):
    discovery.get(ISSUER)
    fetch.answers[WELL_KNOWN] = DOWN
    clock.advance(24 * 3600 - 1)
    assert discovery.get(ISSUER).issuer == ISSUER
    clock.advance(61)
    with pytest.raises(UpstreamFailed):
        discovery.get(ISSUER)


def test_a_silent_provider_is_not_asked_by_every_sign_in(discovery, fetch, clock):
    discovery.get(ISSUER)
    fetch.answers[WELL_KNOWN] = DOWN
    clock.advance(3600)
    for _ in range(5):
        discovery.get(ISSUER)
    assert len(fetch.asked) == 2
    clock.advance(60)
    fetch.answers[WELL_KNOWN] = json_answer(METADATA | {"jwks_uri": f"{ISSUER}/new"})
    assert discovery.get(ISSUER).jwks_uri == f"{ISSUER}/new"


def test_a_first_failure_is_not_remembered(discovery, fetch):
    fetch.answers[WELL_KNOWN] = DOWN
    with pytest.raises(UpstreamFailed):
        discovery.get(ISSUER)
    fetch.answers[WELL_KNOWN] = json_answer(METADATA)
    assert discovery.get(ISSUER).issuer == ISSUER


def test_a_final_slash_belongs_to_the_issuer_but_not_to_the_path():
    issuer = f"{ISSUER}/"
    fetch = FakeFetch({WELL_KNOWN: json_answer(METADATA | {"issuer": issuer})})
    assert Discovery(fetch, FrozenClock()).get(issuer).issuer == issuer


def test_many_threads_make_one_request(fetch, clock):
    go = Event()

    def slow(_asked):
        go.wait(5)
        return json_answer(METADATA)

    fetch.answers[WELL_KNOWN] = slow
    discovery = Discovery(fetch, clock)
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(discovery.get, ISSUER) for _ in range(8)]
        go.set()
        assert {metadata.result(5).issuer for metadata in found} == {ISSUER}
    assert len(fetch.asked) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": f"{ISSUER}/"},
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://id.globex.example/token"},
        {"token_endpoint": "https://user:secret@id.globex.example/token"},
        {"token_endpoint": "https:///token"},
        {"token_endpoint": "https://[bad/token"},
        {"token_endpoint": "https://id.globex.example/to ken"},
        {"token_endpoint": "https://id.globex.example\\@evil.example/token"},
        {"token_endpoint": "https://id.globex.example/" + "x" * 2048},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://id.globex.example/authorize#x"},
        {"jwks_uri": 7},
        {"userinfo_endpoint": "http://169.254.169.254/latest"},
    ],
)
def test_metadata_with_one_untrustworthy_word_is_refused_whole(wrong, clock):
    fetch = FakeFetch({WELL_KNOWN: json_answer(METADATA | wrong)})
    with pytest.raises(UpstreamFailed):
        Discovery(fetch, clock).get(ISSUER)


def test_a_local_issuer_may_speak_plain_http_about_itself_alone(clock):
    local = "http://localhost:8788/google"
    told = {name: value.replace(ISSUER, local) for name, value in METADATA.items()}
    well_known = f"{local}/.well-known/openid-configuration"
    fetch = FakeFetch({well_known: json_answer(told)})
    assert Discovery(fetch, clock).get(local).jwks_uri == f"{local}/jwks"
    fetch.answers[well_known] = json_answer(told | {"token_endpoint": "http://localhost:1/token"})
    with pytest.raises(UpstreamFailed):
        Discovery(fetch, clock).get(local)
