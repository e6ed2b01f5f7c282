"""The token endpoint over ports kept in memory: what an outage of KMS does to a code."""

from dataclasses import dataclass
from typing import Any

import jwt
import pytest

from chalicelib.flows.answer_token_request import AnswerTokenRequest
from chalicelib.flows.client_credentials import IssueToClient
from chalicelib.flows.redeem_code import RedeemCode
from chalicelib.flows.token_request import Reply
from chalicelib.identity.link import Settlement
from chalicelib.protocol.parameters import read_pairs
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import (
    ACME,
    ADA,
    CLIENT_SECRET,
    CODE,
    REDIRECT_URI,
    VERIFIER,
    a_client,
    a_code,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
    an_identity,
)
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.signer import LocalSigner
from tests.fakes.store import Store, memory_store

FORM = {
    "grant_type": "authorization_code",
    "code": CODE,
    "redirect_uri": REDIRECT_URI,
    "code_verifier": VERIFIER,
    "client_id": "acme-web",
    "client_secret": CLIENT_SECRET,
}


@dataclass
class Moody:
    """A signer that fails as often as it is told to, then signs."""

    signer: LocalSigner
    failures: int = 0

    def seal(self, *sealed: Any) -> str:
        if self.failures:
            self.failures -= 1
            raise SigningUnavailable("throttled")
        return self.signer.seal(*sealed)


@pytest.fixture
def signer() -> Moody:
    return Moody(LocalSigner())


@pytest.fixture
def store(signer: Moody) -> Store:
    store = memory_store()
    client = a_client(authentication=None)
    keys = (signer.signer.key,)
    store.publisher.publish(a_tenant(), (), a_role_book(), (client,), keys, "a document")
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(ACME, settlement, a_session(), a_code())
    return store


@pytest.fixture
def endpoint(store: Store, signer: Moody) -> AnswerTokenRequest:
    entropy, notes = CountingEntropy(), Notes()
    redeem = RedeemCode(
        codes=store.codes,
        roles=store.roles,
        keys=store.keys,
        signer=signer,
        together=lambda *calls: [call() for call in calls],
        clock=store.clock,
        entropy=entropy,
        journal=notes,
    )
    machine = IssueToClient(store.keys, signer, store.clock, entropy)
    return AnswerTokenRequest(store.clients, redeem, machine, notes)


def ask(endpoint: AnswerTokenRequest, **changes: str) -> Reply:
    return endpoint(a_tenant(), [], read_pairs({**FORM, **changes}.items()))


def test_a_code_becomes_two_tokens_of_the_person(endpoint: AnswerTokenRequest) -> None:
    reply = ask(endpoint)
    assert reply.status == 200
    for token in ("access_token", "id_token"):
        claims = jwt.decode(reply.body[token], options={"verify_signature": False})
        assert claims["sub"] == ADA


@pytest.mark.parametrize("failures", [1, 2])
def test_a_code_survives_an_outage_of_the_signer(
    endpoint: AnswerTokenRequest, signer: Moody, failures: int
) -> None:
    """ADR 10: the client's honest retry is no replay."""
    signer.failures = failures
    for _ in range(failures):
        with pytest.raises(SigningUnavailable):
            ask(endpoint)
    assert ask(endpoint).status == 200


def test_a_resource_that_was_not_granted_does_not_cost_the_code(
    endpoint: AnswerTokenRequest,
) -> None:
    assert ask(endpoint, resource="https://api.globex.test").body["error"] == "invalid_target"
    assert ask(endpoint).status == 200


def test_a_code_that_issued_tokens_is_reused_whatever_the_signer_does(
    endpoint: AnswerTokenRequest, signer: Moody, store: Store
) -> None:
    assert ask(endpoint).status == 200
    signer.failures = 1
    assert ask(endpoint).body["error"] == "invalid_grant"
    grant = store.holders.find(ACME, ADA, a_code().grant_id).grant
    assert grant is not None
    assert grant.revoked_at is not None
