"""Published keys: a rotation never fails a sign-in, and nobody can make us hammer a server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from chalicelib.upstream.keys import VAIN_REQUESTS, VAIN_WINDOW_SECONDS, KeySets
from chalicelib.upstream.model import UpstreamFailed
from tests.fakes.clock import FrozenClock
from tests.fakes.fetch import FakeFetch, json_answer
from tests.upstream.an_upstream import jwk_of, rsa

URI = "https://id.globex.example/jwks"
ISSUER = "https://id.globex.example"
DOWN = UpstreamFailed("unreachable", is_passing=True)


def published(*kids, **headers):
    return json_answer({"keys": [jwk_of(rsa("one"), kid) for kid in kids]}, **headers)


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def fetch():
    return FakeFetch({URI: published("one")})


@pytest.fixture
def keys(fetch, clock):
    return KeySets(fetch, clock)


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("public, max-age=1800, must-revalidate", 1800),
        ("MAX-AGE=1800", 1800),
        ("max-age=0", 300),
        ("no-store, max-age=1", 300),
        ("max-age=99999999", 24 * 3600),
        ("s-maxage=1800", 3600),
        ("", 3600),
    ],
)
def test_keys_stay_fresh_as_long_as_the_answer_says_within_bounds(
    keys, fetch, clock, cache_control, seconds
):
    fetch.answers[URI] = published("one", cache_control=cache_control)
    keys.get(ISSUER, URI, "one", "RS256")
    clock.advance(seconds - 1)
    keys.get(ISSUER, URI, "one", "RS256")
    assert len(fetch.asked) == 1
    clock.advance(1)
    keys.get(ISSUER, URI, "one", "RS256")
    assert len(fetch.asked) == 2


def test_every_sign_in_after_a_rotation_works_at_once(keys, fetch):
    kids = ["one"]
    for number in range(3 * VAIN_REQUESTS):
        kids.append(f"rotated-{number}")
        fetch.answers[URI] = published(*kids)
        assert keys.get(ISSUER, URI, kids[-1], "RS256").key_size == 2048
    assert keys.get(ISSUER, URI, "one", "RS256")


def test_an_unknown_kid_is_looked_up_once_and_refused(keys, fetch):
    with pytest.raises(UpstreamFailed, match="no published key"):
        keys.get(ISSUER, URI, "nobody", "RS256")
    assert len(fetch.asked) == 2


def test_a_rotation_right_after_an_unknown_kid_is_still_found(keys, fetch):
    with pytest.raises(UpstreamFailed):
        keys.get(ISSUER, URI, "nobody", "RS256")
    fetch.answers[URI] = published("one", "two")
    assert keys.get(ISSUER, URI, "two", "RS256")


def test_unknown_kids_cannot_make_us_hammer(keys, fetch, clock):
    for number in range(10 * VAIN_REQUESTS):
        with pytest.raises(UpstreamFailed):
            keys.get(ISSUER, URI, f"nobody-{number}", "RS256")
    assert len(fetch.asked) == 1 + VAIN_REQUESTS
    assert keys.get(ISSUER, URI, "one", "RS256")
    clock.advance(VAIN_WINDOW_SECONDS)
    with pytest.raises(UpstreamFailed):
        keys.get(ISSUER, URI, "nobody", "RS256")
    assert len(fetch.asked) == 2 + VAIN_REQUESTS


def test_a_clock_that_was_set_back_keeps_nothing_for_longer(keys, fetch, clock):
    keys.get(ISSUER, URI, "one", "RS256")
    clock.advance(-12 * 3600)
    keys.get(ISSUER, URI, "one", "RS256")
    assert len(fetch.asked) == 2


def test_a_clock_that_was_set_back_hides_no_rotation(keys, fetch, clock):
    for number in range(VAIN_REQUESTS):
        with pytest.raises(UpstreamFailed):
            keys.get(ISSUER, URI, f"made-up-{number}", "RS256")
    clock.advance(-3600)
    keys.get(ISSUER, URI, "one", "RS256")
    fetch.answers[URI] = published("one", "two")
    assert keys.get(ISSUER, URI, "two", "RS256")


def test_known_keys_outlive_an_outage(keys, fetch, clock):
    keys.get(ISSUER, URI, "one", "RS256")
    fetch.answers[URI] = DOWN
    clock.advance(12 * 3600)
    assert keys.get(ISSUER, URI, "one", "RS256")


def test_a_key_set_that_turns_into_nonsense_does_not_replace_the_good_one(keys, fetch, clock):
    keys.get(ISSUER, URI, "one", "RS256")
    fetch.answers[URI] = json_answer({"keys": "none"})
    clock.advance(3600)
    assert keys.get(ISSUER, URI, "one", "RS256")


def test_keys_that_we_do_not_understand_are_passed_over(keys, fetch):
    strange = [7, {"kty": "RSA"}, {"kid": 7}, {"kid": "x", "kty": "future"}]
    fetch.answers[URI] = json_answer({"keys": [*strange, jwk_of(rsa("one"), "one")]})
    assert keys.get(ISSUER, URI, "one", "RS256")


def test_threads_that_miss_the_same_kid_look_it_up_once(keys, fetch):
    keys.get(ISSUER, URI, "one", "RS256")
    go = Event()

    def slow(_asked):
        go.wait(5)
        return published("one", "two")

    fetch.answers[URI] = slow
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(keys.get, ISSUER, URI, "two", "RS256") for _ in range(8)]
        go.set()
        assert all(key.result(5) for key in found)
    assert len(fetch.asked) == 2


def test_another_address_has_its_own_keys_and_its_own_patience(keys, fetch):
    fetch.answers["https://id.acme.example/jwks"] = published("two")
    with pytest.raises(UpstreamFailed):
        keys.get(ISSUER, URI, "two", "RS256")
    assert keys.get(ISSUER, "https://id.acme.example/jwks", "two", "RS256")


def test_a_provider_that_names_anothers_keys_as_its_own_uses_up_none_of_its_patience(keys, fetch):
    keys.get(ISSUER, URI, "one", "RS256")
    for number in range(VAIN_REQUESTS + 1):
        with pytest.raises(UpstreamFailed):
            keys.get("https://id.attacker.example", URI, f"nobody-{number}", "RS256")
    fetch.answers[URI] = published("one", "two")
    assert keys.get(ISSUER, URI, "two", "RS256")
