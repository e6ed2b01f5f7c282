"""How a client is told that a session has ended (BCL), over ports kept in memory."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chalicelib.endpoints.deliver import deliver_handler
from chalicelib.flows.deliver_logout import DeliverLogout, DeliveryFailed
from chalicelib.tenancy.premises import premises
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetched
from tests.builders import ACME, ADA, GLOBEX, a_client, a_notice, a_role_book, a_tenant
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.fetch import FakeFetch
from tests.fakes.invocation import Invocation
from tests.fakes.journal import Notes
from tests.fakes.logouts import MemoryLogoutQueue
from tests.fakes.signer import LocalSigner
from tests.fakes.store import Store, memory_store

URI = "https://app.example.com/backchannel-logout"
ELSEWHERE = "https://app.globex.example/backchannel-logout"
SIGNER = LocalSigner()
DAY = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class House:
    store: Store
    network: FakeFetch
    notes: Notes
    deliver: DeliverLogout

    def publish(self, tenant=ACME, *, keys=(SIGNER.key,), **client: Any) -> None:
        clients = (a_client(**client),) if client else ()
        self.store.publisher.publish(
            a_tenant(tenant), (), a_role_book(), clients, keys, "a document"
        )

    def tell(self, **chosen: Any) -> None:
        self.deliver(a_notice(**chosen).to_json())

    def answer(self, status: int, body: bytes = b"") -> None:
        self.network.answers[URI] = Fetched(status, {}, body)

    def tokens(self, uri: str = URI) -> list[jwt.Token]:
        keys = KeySet.import_key_set(SIGNER.ring.jwks())
        posted = [asked.form["logout_token"] for asked in self.network.requests_to(uri)]
        return [jwt.decode(token, keys, algorithms=["RS256"]) for token in posted]


@pytest.fixture
def house() -> House:
    store, network, notes = memory_store(), FakeFetch(), Notes()
    deliver = DeliverLogout(
        tenants=store.tenants,
        clients=store.clients,
        keys=store.keys,
        signer=SIGNER,
        calls=network,
        clock=store.clock,
        entropy=CountingEntropy(),
        journal=notes,
    )
    house = House(store=store, network=network, notes=notes, deliver=deliver)
    house.publish(backchannel_logout_uri=URI)
    house.publish(GLOBEX, backchannel_logout_uri=ELSEWHERE)
    for address in (URI, ELSEWHERE):
        network.answers[address] = Fetched(200, {}, b"")
    return house


def test_the_client_gets_a_token_that_another_library_verifies(house: House):
    """BCL-2."""
    house.tell()
    (token,) = house.tokens()
    assert token.header == {"alg": "RS256", "kid": SIGNER.key.kid, "typ": "logout+jwt"}
    assert token.claims["iss"] == a_tenant().issuer
    assert token.claims["aud"] == "acme-web"
    assert token.claims["sub"] == ADA
    assert token.claims["sid"] == a_notice().session_key
    assert token.claims["exp"] == token.claims["iat"] + 120


def test_nothing_but_the_token_is_posted(house: House):
    """BCL-1."""
    house.tell()
    (asked,) = house.network.asked
    assert (asked.method, asked.address, asked.query) == ("POST", URI, {})
    assert asked.form.keys() == {"logout_token"}


@pytest.mark.parametrize("status", [200, 204, 202])
def test_success_is_whatever_says_so(house: House, status: int):
    """BCL-5."""
    house.answer(status)
    house.tell()
    assert house.notes.lines == []


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 501, 503])
def test_every_other_answer_is_a_failure_and_tried_again(house: House, status: int):
    """BCL-5."""
    house.answer(status, b"the body is theirs")
    with pytest.raises(DeliveryFailed) as failed:
        house.tell()
    assert str(failed.value) == f"acme, client acme-web: it answered {status}"


def test_an_operator_learns_which_client_calls_our_tokens_wrong(house: House):
    """BCL-5."""
    house.answer(400)
    with pytest.raises(DeliveryFailed):
        house.tell()
    assert house.notes.lines == [("logout_refused", {"tenant": ACME, "client": "acme-web"})]


def test_a_client_that_does_not_answer_is_tried_again_and_no_token_is_written_down(house: House):
    """BCL-4, BCL-5."""
    house.network.answers[URI] = UpstreamFailed("POST app.example.com/x: no answer in time")
    with pytest.raises(DeliveryFailed) as failed:
        house.tell()
    assert str(failed.value).startswith("acme, client acme-web: POST app.example.com")
    (asked,) = house.network.asked
    assert asked.form["logout_token"] not in f"{failed.value}{house.notes.lines}"


def test_each_try_is_signed_when_it_is_made_and_named_anew(house: House):
    """BCL-2: a client that remembers token ids must not take the second try for a replay."""
    house.tell()
    house.store.clock.advance(300)
    house.tell()
    first, second = (token.claims for token in house.tokens())
    assert (first["iat"], second["iat"]) == (NOON, NOON + 300)
    assert first["jti"] != second["jti"]


def test_a_client_that_moved_is_told_where_it_is_now(house: House):
    moved = "https://new.example.com/logout"
    house.network.answers[moved] = Fetched(200, {}, b"")
    house.publish(backchannel_logout_uri=moved)
    house.tell()
    assert [asked.address for asked in house.network.asked] == [moved]


@pytest.mark.parametrize("client", [{}, {"backchannel_logout_uri": None}], ids=["gone", "silent"])
def test_a_client_that_is_gone_or_wants_no_more_is_dropped(house: House, client: dict[str, Any]):
    house.publish(**client)
    house.tell()
    assert house.network.asked == []
    assert house.notes.events() == ["logout_dropped"]


def test_a_tenant_that_is_gone_signs_nothing(house: House):
    house.tell(tenant="initech")
    assert house.network.asked == []
    assert house.notes.events() == ["logout_dropped"]


def test_old_news_are_dropped(house: House):
    house.store.clock.advance(DAY - 1)
    house.tell()
    house.store.clock.advance(1)
    house.tell()
    assert len(house.network.asked) == 1
    ((event, facts),) = house.notes.lines
    assert (event, facts["reason"]) == ("logout_dropped", "it is more than a day old")


def test_the_client_of_the_same_id_at_another_tenant_hears_nothing(house: House):
    house.tell(tenant=GLOBEX)
    assert house.network.requests_to(URI) == []
    (token,) = house.tokens(ELSEWHERE)
    assert token.claims["iss"] == a_tenant(GLOBEX).issuer


def test_without_a_key_nothing_is_sent_and_it_is_an_outage(house: House):
    house.publish("keyless", keys=(), backchannel_logout_uri=URI)
    with pytest.raises(NoSigningKey):
        house.tell(tenant="keyless")
    assert house.network.asked == []


def test_a_poisoned_message_comes_again_until_it_is_laid_aside_and_stops_no_other(house: House):
    queue = MemoryLogoutQueue()
    poison = ["not JSON", "[" * 4000, json.dumps({"tenant": ACME}), '{"client_id": "é\ud800"}']
    queue.bodies += [*poison, a_notice().to_json()]
    handler = deliver_handler(house.deliver, (DeliveryFailed,), house.notes)
    answer = handler({"Records": queue.records()}, Invocation())
    assert answer == {"batchItemFailures": [{"itemIdentifier": str(at)} for at in range(4)]}
    assert house.notes.events() == ["delivery_failed"] * 4
    assert len(house.tokens()) == 1


def test_one_client_that_fails_keeps_no_other_from_being_told(house: House):
    """BCL-5."""
    house.answer(500)
    queue = MemoryLogoutQueue()
    queue.put([a_notice(), a_notice(tenant=GLOBEX)])
    handler = deliver_handler(house.deliver, (DeliveryFailed,), house.notes)
    answer = handler({"Records": queue.records()}, Invocation())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert len(house.tokens(ELSEWHERE)) == 1


def test_a_notice_is_delivered_in_the_house_of_its_tenant(house):
    house.publish(backchannel_logout_uri=URI)
    house.answer(200)
    where, post = [], house.network.post_form

    def watched(*told, **more):
        where.append(premises().tenant)
        return post(*told, **more)

    house.network.post_form = watched
    house.tell()
    assert where == [ACME]
    assert premises().tenant is None
