"""What the broker writes, the verifier reads."""

import pytest

from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import (
    SIZE,
    STATUS_LIST_TYPE,
    StatusBits,
    status_list_claims,
    status_reference,
)
from tests.builders import a_tenant
from tests.fakes.signer import LocalSigner
from tests.verifier.an_issuer import AUDIENCE, Issuer
from vestibule_verifier import Answer, Revoked, Stale, Suspended

SIGNER = LocalSigner()
STATUSES = {0: Status.INVALID, 5: Status.SUSPENDED, SIZE - 1: Status.STALE}


@pytest.fixture
def tenants_issuer():
    return Issuer(url=a_tenant().issuer, key=SIGNER._private, kid=SIGNER.key.kid)


def published(issuer, number=3):
    """The list as the broker signs it."""
    compressed = StatusBits().with_statuses(STATUSES).compressed()
    claims = status_list_claims(a_tenant(), number, compressed, int(issuer.clock.wall))
    token = SIGNER.seal(a_tenant().id, SIGNER.key, STATUS_LIST_TYPE, claims)
    issuer.network.answers[claims["sub"]] = Answer(status=200, body=token.encode())


def token_at(issuer, index):
    status = {"status_list": status_reference(a_tenant(), StatusIndex(3, index))}
    claims = {**issuer.claims(), "status": status}
    return SIGNER.seal(a_tenant().id, SIGNER.key, "at+jwt", claims)


@pytest.mark.parametrize(("index", "kind"), [(0, Revoked), (5, Suspended), (SIZE - 1, Stale)])
def test_what_the_broker_says_of_a_place_is_what_an_api_hears(tenants_issuer, index, kind):
    published(tenants_issuer)
    with pytest.raises(kind):
        tenants_issuer.verifier().verify(token_at(tenants_issuer, index))


def test_all_other_places_are_good(tenants_issuer):
    published(tenants_issuer)
    verifier = tenants_issuer.verifier()
    for index in (1, 4, 6, SIZE // 2, SIZE - 2):
        assert verifier.verify(token_at(tenants_issuer, index)).audience == (AUDIENCE,)


def test_keys_are_read_as_the_broker_publishes_them(tenants_issuer):
    published(tenants_issuer)
    tenants_issuer.publish_keys(*SIGNER.ring.jwks()["keys"])
    assert tenants_issuer.verifier().verify(token_at(tenants_issuer, 1))
