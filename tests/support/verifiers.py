"""Verifiers that we did not write."""

from collections.abc import Mapping
from typing import Any

import jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

from chalicelib.tokens.keys import KeyRing, SigningKey


def require_accepted(token: str, key: SigningKey, claims: Mapping[str, Any]) -> None:
    """Both accept the token by the keys that a tenant with this one publishes."""
    published = KeyRing((key,)).jwks()
    by_pyjwt = jwt.PyJWKSet.from_dict(published)[key.kid].key
    decoded = jwt.decode_complete(token, by_pyjwt, algorithms=[key.algorithm])
    assert decoded["payload"] == claims
    assert decoded["header"] == {"alg": key.algorithm, "kid": key.kid, "typ": "at+jwt"}
    by_joserfc = joserfc_jwt.decode(token, KeySet.import_key_set(published), [key.algorithm])
    assert by_joserfc.claims == claims
