"""Tokens are signed so that others can verify them; secrets open for their owner alone."""

import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

from chalicelib.tokens.keys import KeyRing
from chalicelib.upstream.model import UpstreamFailed
from tests.builders import ACME, FACEBOOK, GLOBEX, GOOGLE, a_connection
from tests.support.vault import Vault

CLAIMS = {"iss": "https://auth.example.com/t/acme", "sub": "p-1", "name": "Zoë", "exp": 2**40}


def test_a_sealed_token_is_accepted_by_verifiers_that_we_did_not_write(vault: Vault):
    token = vault.signer.seal(ACME, vault.key, "at+jwt", CLAIMS)
    published = KeyRing((vault.key,)).jwks()
    by_pyjwt = jwt.PyJWKSet.from_dict(published)[vault.key.kid].key
    assert jwt.decode(token, by_pyjwt, algorithms=["RS256"]) == CLAIMS
    keys = KeySet.import_key_set(published)
    assert joserfc_jwt.decode(token, keys, ["RS256"]).claims == CLAIMS


def test_a_token_says_which_key_signed_it_and_what_it_is(vault: Vault):
    token = vault.signer.seal(ACME, vault.key, "JWT", CLAIMS)
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "RS256", "kid": vault.key.kid, "typ": "JWT"}


def test_a_token_may_be_longer_than_kms_would_sign_whole(vault: Vault):
    token = vault.signer.seal(ACME, vault.key, "JWT", {"note": "x" * 20_000})
    key = jwt.PyJWK({**vault.key.public_jwk, "alg": "RS256"}).key
    assert len(jwt.decode(token, key, algorithms=["RS256"])["note"]) == 20_000


def test_a_secret_opens_for_its_tenant_and_connection(vault: Vault):
    sealed = vault.seal(ACME, GOOGLE, "s3cret/+%:é")
    assert vault.secrets.reveal(ACME, a_connection(sealed_secret=sealed)) == "s3cret/+%:é"


def test_a_secret_stays_closed_for_everybody_else(vault: Vault):
    sealed = vault.seal(ACME, GOOGLE, "s3cret")
    with pytest.raises(UpstreamFailed):
        vault.secrets.reveal(GLOBEX, a_connection(sealed_secret=sealed))
    with pytest.raises(UpstreamFailed):
        vault.secrets.reveal(ACME, a_connection(id=FACEBOOK, sealed_secret=sealed))


@pytest.mark.parametrize("sealed", [b"", b"garbage"])
def test_what_was_never_sealed_does_not_open(vault: Vault, sealed: bytes):
    with pytest.raises(UpstreamFailed):
        vault.secrets.reveal(ACME, a_connection(sealed_secret=sealed))
