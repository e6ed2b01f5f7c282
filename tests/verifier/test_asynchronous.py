"""The verifier in an event loop: it waits for the network in another thread, or not at all."""

import asyncio
import threading

import pytest

from tests.verifier.an_issuer import NOON, Issuer
from vestibule_verifier import AsyncVerifier, Revoked, TokenMissing, UnknownKey


def test_what_is_at_hand_is_judged_without_leaving_the_loop(issuer, network):
    threads = {}

    def noting(url):
        answer = network.answers[url]

        def asked(_headers):
            threads[url] = threading.current_thread()
            return answer

        return asked

    for url in list(network.answers):
        network.answers[url] = noting(url)

    async def visit():
        verifier = AsyncVerifier(issuer.verifier())
        first = await verifier.verify(issuer.token())
        started = threading.active_count()
        for _ in range(100):
            assert await verifier.verify_header(f"Bearer {issuer.token()}") == first
        return started == threading.active_count()

    assert asyncio.run(visit())
    assert len(network.asked) == len(threads) == 3
    assert threading.main_thread() not in threads.values()


def test_the_loop_goes_on_while_a_list_is_fetched(issuer, network, clock):
    arrived, go = threading.Event(), threading.Event()
    answer = network.answers[issuer.list_uri()]

    def slow(_headers):
        arrived.set()
        assert go.wait(10)
        return answer

    async def visit():
        verifier = AsyncVerifier(issuer.verifier())
        await verifier.verify(issuer.token())
        network.answers[issuer.list_uri()] = slow
        clock.advance(30)
        renewing = asyncio.create_task(verifier.verify(issuer.token()))
        assert await asyncio.to_thread(arrived.wait, 10)
        # The list at hand is good enough until the one under way is here.
        assert (await verifier.verify(issuer.token())).subject == "ada"
        go.set()
        return (await renewing).subject

    assert asyncio.run(visit()) == "ada"
    assert len(network.requests_to("/status/0")) == 2


def test_refusals_are_the_same(issuer, clock):
    issuer.publish_list({7: 1})
    forger = Issuer(kid="other", clock=clock)
    verifier = AsyncVerifier(issuer.verifier())
    for token, kind in ((issuer.token(), Revoked), (forger.token(), UnknownKey)):
        for _ in range(2):
            with pytest.raises(kind):
                asyncio.run(verifier.verify(token))
    with pytest.raises(TokenMissing):
        asyncio.run(verifier.verify_header(None))


def test_an_outage_costs_no_thread_while_it_is_known(issuer, network, clock):
    verifier = issuer.verifier()
    verifier.verify(issuer.token(exp=NOON + 10_000))
    network.is_down = True
    clock.advance(30)
    assert verifier.verify_at_hand(issuer.token()) is None
    assert verifier.verify(issuer.token())
    assert verifier.verify_at_hand(issuer.token())
