"""The keeper of keys and secrets, in memory and in KMS."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalicelib.adapters.kms.algorithms import SPELLINGS
from chalicelib.adapters.kms.public_key import read_signing_key
from chalicelib.adapters.kms.secrets import KmsSecrets, seal
from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import SigningKey
from chalicelib.tokens.ports import Signer
from chalicelib.upstream.model import ConnectionId
from chalicelib.upstream.ports import Secrets
from tests.fakes.secrets import MemorySecrets
from tests.fakes.signer import LocalSigner
from tests.support.visiting import Visiting


@dataclass(frozen=True, kw_only=True)
class Vault:
    """Both ports, and how a test puts something into them."""

    signer: Signer
    secrets: Secrets
    key: SigningKey
    seal: Callable[[TenantId, ConnectionId, str], bytes]


def memory_vault() -> Vault:
    """Keys and secrets in memory."""
    signer, secrets = LocalSigner(), MemorySecrets()
    return Vault(signer=signer, secrets=secrets, key=signer.key, seal=secrets.seal)


def kms_vault(kms: Any) -> Vault:
    """Keys and secrets in a KMS."""
    spec = SPELLINGS["RS256"].key_spec
    made = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    secrets_key = kms.create_key()["KeyMetadata"]["KeyId"]
    return Vault(
        signer=Visiting(KmsSigner(lambda: kms)),
        secrets=Visiting(KmsSecrets(lambda: kms)),
        key=read_signing_key(kms, made, "RS256"),
        seal=partial(seal, lambda: kms, secrets_key),
    )
