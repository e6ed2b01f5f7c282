"""What is kept and for how long, what an outage leads to, and how seldom anybody is asked."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import pytest

from tests.support.at_once import MANY, at_once
from tests.verifier.an_issuer import EC_KEY, NOON, OTHER_KEY, Issuer, as_json, compact, public_jwk
from vestibule_verifier import (
    Answer,
    KeysUnavailable,
    Revoked,
    StatusListInvalid,
    StatusUnavailable,
    Unavailable,
    UnknownKey,
    VerificationError,
)
from vestibule_verifier.cell import Cell, FetchDue, Fresh
from vestibule_verifier.clock import Moment, SystemClock
from vestibule_verifier.shelf import Shelf

LIST, JWKS, DISCOVERY = "/status/0", "/jwks", "/openid-configuration"


def long_token(issuer):
    return issuer.token(exp=NOON + 1_000_000)


def forged(issuer, kid):
    return compact({"alg": "RS256", "typ": "at+jwt", "kid": kid}, issuer.claims())


def test_a_revocation_is_seen_within_thirty_seconds(issuer, clock):
    verifier, token = issuer.verifier(), issuer.token()
    assert verifier.verify(token)
    issuer.publish_list({7: 1})
    clock.advance(29)
    assert verifier.verify(token)
    clock.advance(1)
    with pytest.raises(Revoked):
        verifier.verify(token)


@pytest.mark.parametrize(("ttl", "fresh"), [(10, 10), (3600, 30), (None, 30), (0, 1), (-5, 1)])
def test_a_list_is_renewed_when_it_says_so_and_at_least_twice_a_minute(issuer, clock, ttl, fresh):
    issuer.publish_list(ttl=ttl)
    verifier, token = issuer.verifier(), issuer.token()
    for passed, times in ((0, 1), (fresh - 0.5, 1), (0.5, 2)):
        clock.advance(passed)
        verifier.verify(token)
        assert len(issuer.network.requests_to(LIST)) == times


@pytest.mark.parametrize(("age", "fresh"), [("20", 10), ("3600", 1), ("soon", 30), ("-9", 30)])
def test_time_spent_in_a_cache_on_the_way_counts(issuer, clock, age, fresh):
    body = issuer.list_token().encode()
    issuer.network.answers[issuer.list_uri()] = Answer(status=200, headers={"age": age}, body=body)
    verifier, token = issuer.verifier(), issuer.token()
    for passed, times in ((0, 1), (fresh - 0.5, 1), (0.5, 2)):
        clock.advance(passed)
        verifier.verify(token)
        assert len(issuer.network.requests_to(LIST)) == times


def test_a_list_that_has_not_changed_is_not_sent_again(issuer, clock):
    body = issuer.list_token().encode()

    def answer(headers):
        if headers.get("If-None-Match") == '"1"':
            return Answer(status=304)
        return Answer(status=200, headers={"etag": '"1"'}, body=body)

    issuer.network.answers[issuer.list_uri()] = answer
    verifier, token = issuer.verifier(), long_token(issuer)
    verifier.verify(token)
    clock.advance(30)
    verifier.verify(token)
    asked = [headers.get("If-None-Match") for url, headers in issuer.network.asked if LIST in url]
    assert asked == [None, '"1"']
    clock.advance(86_370)
    with pytest.raises(StatusListInvalid):  # its time is over, and nobody stands by it any more
        verifier.verify(token)
    assert "If-None-Match" not in issuer.network.asked[-1][1]


def test_nobody_is_asked_between_refreshes(issuer, network):
    verifier = issuer.verifier()
    verifier.verify(issuer.token())
    spent, claims = len(network.asked), issuer.claims()
    for _ in range(100_000):
        verifier._keys.find("k1")
        verifier._statuses.require_valid(claims)
    assert len(network.asked) == spent


def test_lists_outlive_an_outage_for_a_while_and_then_nothing_is_believed(issuer, network, clock):
    verifier, token = issuer.verifier(), issuer.token()
    verifier.verify(token)
    network.is_down = True
    clock.advance(299)
    assert verifier.verify(token)
    clock.advance(1)
    with pytest.raises(StatusUnavailable) as caught:
        verifier.verify(token)
    assert caught.value.status == 503
    network.is_down = False
    clock.advance(2)
    assert verifier.verify(token)


def test_a_revocation_that_was_seen_holds_through_an_outage(issuer, network, clock):
    verifier, token = issuer.verifier(), issuer.token()
    issuer.publish_list({7: 1})
    for _ in range(2):
        with pytest.raises(Revoked):
            verifier.verify(token)
        network.is_down = True
        clock.advance(200)


def test_a_list_is_no_evidence_past_its_end_whatever_the_patience(issuer, network, clock):
    issuer.publish_list(exp=NOON + 60)
    verifier, token = issuer.verifier(), issuer.token()
    verifier.verify(token)
    network.is_down = True
    clock.advance(59)
    assert verifier.verify(token)
    clock.advance(1)
    with pytest.raises(StatusUnavailable):
        verifier.verify(token)


def test_keys_outlive_an_outage_for_a_day(issuer, network, clock):
    verifier = issuer.verifier(require_status=False)
    token = issuer.token(exp=NOON + 200_000, status=None)
    verifier.verify(token)
    network.is_down = True
    clock.advance(86_399)
    assert verifier.verify(token)
    clock.advance(1)
    with pytest.raises(KeysUnavailable):
        verifier.verify(token)


def test_without_keys_nothing_is_judged(issuer, network):
    network.is_down = True
    with pytest.raises(KeysUnavailable) as caught:
        issuer.verifier().verify(issuer.token())
    assert caught.value.www_authenticate is None
    assert caught.value.headers() == {"Cache-Control": "no-store", "Retry-After": "2"}


def test_an_older_list_does_not_undo_a_revocation(issuer, clock):
    older = issuer.list_token()
    clock.advance(5)
    issuer.publish_list({7: 1})
    verifier, token = issuer.verifier(), issuer.token()
    with pytest.raises(Revoked):
        verifier.verify(token)
    issuer.network.answers[issuer.list_uri()] = Answer(status=200, body=older.encode())
    for passed in (31, 200):
        clock.advance(passed)
        with pytest.raises(Revoked):
            verifier.verify(token)
    clock.advance(100)
    with pytest.raises(StatusListInvalid):
        verifier.verify(token)


def test_a_forged_list_does_not_take_the_place_of_a_good_one(issuer, clock):
    issuer.publish_list({7: 1})
    verifier, token = issuer.verifier(), issuer.token()
    forger = Issuer(key=OTHER_KEY, clock=clock)
    for _ in range(3):
        with pytest.raises(Revoked):
            verifier.verify(token)
        issuer.network.answers[issuer.list_uri()] = forger.network.answers[issuer.list_uri()]
        clock.advance(31)


def test_failed_tries_become_rarer(issuer, network, clock):
    network.is_down = True
    verifier, token, tries = issuer.verifier(), issuer.token(), []
    for second in range(150):
        with pytest.raises(KeysUnavailable):
            verifier.verify(token)
        if len(network.asked) > len(tries):
            tries.append(second)
        clock.advance(1)
    assert tries == [0, 2, 6, 14, 30, 60, 90, 120]


def test_a_success_ends_the_waiting(issuer, network, clock):
    verifier, token = issuer.verifier(), long_token(issuer)
    for kind in (KeysUnavailable, StatusUnavailable, StatusUnavailable):
        network.is_down = True
        clock.advance(400)  # for longer than a list is believed
        with pytest.raises(kind) as caught:
            verifier.verify(token)
        assert caught.value.retry_after == 2
        network.is_down = False
        clock.advance(2)
        issuer.publish_list()
        assert verifier.verify(token)


def test_a_hundred_thousand_forged_key_names_cost_one_fetch(issuer, network):
    verifier = issuer.verifier()
    verifier.verify(issuer.token())
    for _ in range(1_000):
        with pytest.raises(UnknownKey):
            verifier.verify(forged(issuer, "made-up"))
    for number in range(100_000):
        with pytest.raises(UnknownKey):
            verifier._keys.find(f"k{number}x")
    assert len(network.requests_to(JWKS)) == 1


def test_forged_key_names_cost_a_fetch_every_ten_seconds_at_most(issuer, network, clock):
    verifier = issuer.verifier()
    for number in range(100):
        with pytest.raises(UnknownKey):
            verifier.verify(forged(issuer, f"k{number}x"))
        clock.advance(1)
    assert len(network.requests_to(JWKS)) == 10
    assert len(network.requests_to(DISCOVERY)) == 1


def test_a_new_key_is_found_when_a_token_names_it(issuer, clock):
    verifier = issuer.verifier()
    verifier.verify(issuer.token())
    new = Issuer(key=EC_KEY, algorithm="ES256", kid="k2", clock=clock, network=issuer.network)
    new.publish_keys(public_jwk(issuer.key), public_jwk(EC_KEY, "k2", "ES256"))
    issuer.publish_list()
    clock.advance(10)
    assert verifier.verify(new.token())
    assert verifier.verify(issuer.token())


def test_a_key_that_is_withdrawn_opens_nothing_any_more(issuer, clock):
    verifier, token = issuer.verifier(), issuer.token()
    verifier.verify(token)
    issuer.publish_keys(public_jwk(OTHER_KEY, "k2"))
    clock.advance(300)
    with pytest.raises(UnknownKey):
        verifier.verify(token)


def test_an_address_of_keys_that_leads_nowhere_is_looked_up_again(issuer, network, clock):
    verifier, token = issuer.verifier(), long_token(issuer)
    verifier.verify(token)
    moved = f"{issuer.url}/keys"
    network.answers[moved] = network.answers.pop(f"{issuer.url}/jwks")
    metadata = {"issuer": issuer.url, "jwks_uri": moved}
    network.answers[f"{issuer.url}/.well-known/openid-configuration"] = as_json(metadata)
    for passed in (300, 2):
        clock.advance(passed)
        assert verifier.verify(token)
    assert network.requests_to("/keys")


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://auth.example.com/t/globex", "jwks_uri": "https://auth.example.com/j"},
        {"issuer": "https://auth.example.com/t/acme", "jwks_uri": "http://auth.example.com/j"},
        {"issuer": "https://auth.example.com/t/acme", "jwks_uri": "file:///etc/passwd"},
        {"issuer": "https://auth.example.com/t/acme", "jwks_uri": 7},
        {"jwks_uri": "https://auth.example.com/j"},
        [],
    ],
)
def test_metadata_of_another_issuer_or_address_lead_to_no_keys(issuer, network, metadata):
    network.answers[f"{issuer.url}/.well-known/openid-configuration"] = as_json(metadata)
    network.answers["https://auth.example.com/j"] = network.answers[f"{issuer.url}/jwks"]
    with pytest.raises(KeysUnavailable):
        issuer.verifier().verify(issuer.token())
    assert len(network.asked) == 1


@pytest.mark.parametrize("keys", [{}, {"keys": {}}, {"keys": None}, [], "x"])
def test_what_is_no_set_of_keys_is_an_outage(issuer, network, keys):
    network.answers[f"{issuer.url}/jwks"] = as_json(keys)
    with pytest.raises(KeysUnavailable):
        issuer.verifier().verify(issuer.token())


def test_a_strange_member_among_the_keys_does_no_harm(issuer, network):
    keys = [7, None, {}, {"kid": ["k1"]}, {"kid": "k1", "alg": ["RS256"]}, public_jwk(issuer.key)]
    network.answers[f"{issuer.url}/jwks"] = as_json({"keys": keys})
    assert issuer.verifier().verify(issuer.token())


class Slow:
    """A fetch that waits until it is let go."""

    def __init__(self):
        self.began, self.go, self.times = Event(), Event(), 0

    def __call__(self, _held):
        self.times += 1
        self.began.set()
        assert self.go.wait(10)
        return Fresh(self.times, 30, 300)


def test_many_threads_at_the_soft_age_fetch_once(issuer, network, clock):
    verifier, token = issuer.verifier(), issuer.token()
    for times in (1, 2):
        results = at_once(lambda _: verifier.verify(token).subject)
        assert results == ["ada"] * MANY
        assert len(network.requests_to(LIST)) == times
        assert len(network.requests_to(JWKS)) == 1
        clock.advance(30)


def test_while_one_thread_fetches_the_others_go_on_with_what_is_held(clock):
    fetch = Slow()
    cell = Cell(fetch, clock)
    fetch.go.set()
    assert cell.get() == 1
    fetch.go.clear()
    fetch.began.clear()
    clock.advance(30)
    with ThreadPoolExecutor(1) as threads:
        renewing = threads.submit(cell.get)
        assert fetch.began.wait(10)
        assert cell.get() == 1
        assert cell.get(may_fetch=False) == 1
        fetch.go.set()
        assert renewing.result(10) == 2
    assert (cell.get(), fetch.times) == (2, 2)


def test_who_needs_something_newer_waits_for_the_one_that_fetches(clock):
    fetch = Slow()
    cell = Cell(fetch, clock)
    fetch.go.set()
    assert cell.get() == 1
    fetch.go.clear()
    fetch.began.clear()
    clock.advance(30)
    with ThreadPoolExecutor(2) as threads:
        renewing = threads.submit(cell.get)
        assert fetch.began.wait(10)
        waiting = threads.submit(cell.get, younger_than=10)
        assert not wait([waiting], timeout=0.05).done
        fetch.go.set()
        assert [renewing.result(10), waiting.result(10)] == [2, 2]
    assert fetch.times == 2


def test_what_took_long_to_come_is_that_much_older(clock):
    def fetch(_held):
        clock.advance(20)
        return Fresh(clock.ticks, 30, 300)

    cell = Cell(fetch, clock)
    first = cell.get()
    clock.advance(9)
    assert cell.get() == first
    clock.advance(1)
    assert cell.get() != first


def test_who_holds_nothing_waits_for_the_one_that_fetches(clock):
    fetch = Slow()
    cell = Cell(fetch, clock)
    with ThreadPoolExecutor(MANY) as threads:
        waiting = [threads.submit(cell.get) for _ in range(MANY)]
        assert fetch.began.wait(10)
        with pytest.raises(FetchDue):
            cell.get(may_fetch=False)
        fetch.go.set()
        assert [one.result(10) for one in waiting] == [1] * MANY
    assert fetch.times == 1


def test_many_threads_in_an_outage_try_once(issuer, network):
    network.is_down = True
    verifier, token = issuer.verifier(), issuer.token()

    def outcome(_number):
        with pytest.raises(VerificationError) as caught:
            verifier.verify(token)
        return caught.type

    assert set(at_once(outcome)) == {KeysUnavailable}
    assert len(network.asked) == 1


def test_a_wall_clock_that_is_set_back_keeps_nothing_fresh(issuer, clock):
    verifier, token = issuer.verifier(), issuer.token(iat=NOON - 9000, nbf=None)
    verifier.verify(token)
    issuer.publish_list({7: 1})
    clock.wall -= 5
    clock.ticks += 30
    with pytest.raises(Revoked):
        verifier.verify(token)


def test_a_function_that_slept_keeps_nothing_fresh(issuer, clock):
    verifier, token = issuer.verifier(), issuer.token()
    verifier.verify(token)
    issuer.publish_list({7: 1})
    clock.wall += 30  # the other clock stood still with the machine
    with pytest.raises(Revoked):
        verifier.verify(token)


def test_the_clock_of_this_machine_goes_forward():
    earlier = SystemClock().now()
    assert SystemClock().now().since(earlier) >= 0
    assert Moment(10, 0).since(Moment(0, 5)) == 10


def test_a_value_that_is_over_when_it_comes_is_not_used(clock):
    with pytest.raises(Unavailable):
        Cell(lambda _: Fresh("late", 30, 0), clock).get()


def test_lists_do_not_pile_up(clock):
    shelf = Shelf(lambda name: Cell(lambda _: Fresh(name, 30, 300), clock), most=3)
    kept = shelf.cell("0")
    for number in range(10):
        assert shelf.cell(str(number)).get() == str(number)
        assert shelf.cell("0") is kept
    assert len(shelf) == 3
