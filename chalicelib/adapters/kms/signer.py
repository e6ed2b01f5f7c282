"""Seals claims with keys that KMS has, or has unwrapped for this process."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.failure import KmsFailure, explain
from chalicelib.adapters.kms.wrapped_keys import UnwrappedKeys
from chalicelib.tenancy.model import KeyTier, TenantId
from chalicelib.tenancy.premises import require_house_of
from chalicelib.tokens.keys import SigningKey
from chalicelib.tokens.ports import SigningUnavailable

if TYPE_CHECKING:
    from jwt.api_jws import PyJWS


class KmsSigner:
    """Keeps the promise of `Signer`: one KMS call per token, by key id and never by alias.

    An alias can move between choosing a key and signing with it; an id cannot. A wrapped key costs
    a call when the process first signs with it, and none afterwards.
    """

    def __init__(self, kms: KmsClient = kms_client) -> None:
        self._kms = kms
        self._unwrapped = UnwrappedKeys(kms)

    def seal(
        self, tenant: TenantId, key: SigningKey, typ: str, claims: Mapping[str, object]
    ) -> str:
        """Return the compact JWS of `claims`. Raises SigningUnavailable."""
        require_house_of(tenant)
        payload = json.dumps(claims, separators=(",", ":")).encode()
        header = {"kid": key.kid, "typ": typ}
        try:
            if key.tier is KeyTier.WRAPPED:
                private = self._unwrapped.open(tenant, key)
                return self._here.encode(payload, private, key.algorithm, headers=header)
            return self._at_kms.encode(payload, key.kms_key_id, key.algorithm, headers=header)
        except KmsFailure as error:
            raise SigningUnavailable(f"{tenant}, key {key.kms_key_id}: {explain(error)}") from error

    # Imported by the first signature: PyJWT and cryptography are a fifth of a cold start.

    @cached_property
    def _at_kms(self) -> "PyJWS":
        from jwt.api_jws import PyJWS

        from chalicelib.adapters.kms.algorithms import SPELLINGS, KmsAlgorithm

        jws = PyJWS(algorithms=[])
        for name, spelling in SPELLINGS.items():
            jws.register_algorithm(name, KmsAlgorithm(self._kms, spelling))
        return jws

    @cached_property
    def _here(self) -> "PyJWS":
        from jwt.api_jws import PyJWS

        from chalicelib.adapters.kms.algorithms import SPELLINGS

        return PyJWS(algorithms=list(SPELLINGS))
