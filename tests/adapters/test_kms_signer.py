"""What the broker signs, verifiers that we did not write accept."""

import jwt
import pytest
from botocore.exceptions import EndpointConnectionError
from joserfc.jwk import ECKey, RSAKey

from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import KeyRing
from chalicelib.tokens.ports import SigningUnavailable
from tests.support.verifiers import require_accepted
from tests.support.visiting import Visiting

ACME = TenantId("acme")
CLAIMS = {"iss": "https://auth.example.com/t/acme", "sub": "p-1", "name": "Zoë", "exp": 2**40}
every_algorithm = pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])


class Counting:
    """A KMS client that counts signatures and can be out of reach."""

    def __init__(self, kms, *, reachable=True):
        self.kms, self.reachable, self.asked = kms, reachable, []

    def sign(self, **request):
        self.asked.append(request)
        if not self.reachable:
            raise EndpointConnectionError(endpoint_url="https://kms.example.com")
        return self.kms.sign(**request)


@every_algorithm
def test_a_sealed_token_is_accepted_by_two_verifiers_from_the_published_keys(
    kms, a_signing_key, algorithm
):
    key = a_signing_key(algorithm)
    token = Visiting(KmsSigner(lambda: kms)).seal(ACME, key, "at+jwt", CLAIMS)
    assert key.algorithm == algorithm
    require_accepted(token, key, CLAIMS)


@every_algorithm
def test_the_key_id_is_the_thumbprint_that_another_library_computes(a_signing_key, algorithm):
    key = a_signing_key(algorithm)
    kind = ECKey if algorithm == "ES256" else RSAKey
    assert kind.import_key(dict(key.public_jwk)).thumbprint() == key.kid


def test_a_published_key_has_no_private_part(a_signing_key):
    (published,) = KeyRing((a_signing_key(),)).jwks()["keys"]
    assert set(published) == {"kty", "n", "e", "kid", "use", "alg"}


def test_kms_sees_one_digest_for_one_token_and_no_claims(kms, a_signing_key):
    counting = Counting(kms)
    key = a_signing_key()
    Visiting(KmsSigner(lambda: counting)).seal(ACME, key, "JWT", {"note": "x" * 20_000})
    (asked,) = counting.asked
    assert asked["MessageType"] == "DIGEST"
    assert len(asked["Message"]) == 32
    assert asked["KeyId"] == key.kms_key_id
    assert asked["KeyId"].startswith("arn:aws:kms:")


def test_a_token_of_another_tenants_key_is_refused(kms, a_signing_key):
    acme, globex = a_signing_key(), a_signing_key()
    token = Visiting(KmsSigner(lambda: kms)).seal(ACME, globex, "at+jwt", CLAIMS)
    key = jwt.PyJWKSet.from_dict(KeyRing((acme,)).jwks())[acme.kid].key
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, key, algorithms=["RS256"])


@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (lambda kms, key: kms.disable_key(KeyId=key), "the key is disabled; enable it"),
        (lambda kms, key: kms.schedule_key_deletion(KeyId=key), "its deletion is scheduled"),
    ],
)
def test_a_key_that_cannot_sign_says_what_the_operator_can_do(kms, a_signing_key, spoil, advice):
    key = a_signing_key()
    spoil(kms, key.kms_key_id.rpartition("/")[2])
    with pytest.raises(SigningUnavailable, match=advice) as refused:
        Visiting(KmsSigner(lambda: kms)).seal(ACME, key, "at+jwt", CLAIMS)
    # The alarm on KMS errors counts lines with these words.
    assert "calling the Sign operation" in str(refused.value)
    assert "p-1" not in str(refused.value)


def test_a_kms_out_of_reach_is_signing_unavailable(kms, a_signing_key):
    signer = Visiting(KmsSigner(lambda: Counting(kms, reachable=False)))
    with pytest.raises(SigningUnavailable, match="Could not connect"):
        signer.seal(ACME, a_signing_key(), "at+jwt", CLAIMS)
