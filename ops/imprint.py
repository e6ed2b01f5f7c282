"""Whether publishing a document again would change anything, told without keeping its secrets."""

import hmac
from collections.abc import Mapping
from hashlib import scrypt, sha256
from typing import Any

from chalicelib.adapters.dynamodb.edition import Imprint
from chalicelib.adapters.system import SystemEntropy
from ops.documents import Document
from ops.references import resolve
from ops.secretless import read_without_secrets

# What providers chose may be weak, so guessing must be slow: some 20 ms and 8 MiB a guess.
_COST: Mapping[str, Any] = {"n": 2**13, "r": 8, "p": 1, "dklen": 32}


def hash_of(reference: str, secrets: Mapping[str, str]) -> tuple[str, ...]:
    """What is stored of a client's secret."""
    return (sha256(resolve(reference, secrets).encode()).hexdigest(),)


def imprint_of(document: Document, destination: object, secrets: Mapping[str, str]) -> Imprint:
    """The imprint of a sound document."""
    return Imprint(
        digest=_digest(document, destination, secrets),
        fingerprints={
            connection: _fingerprint(secret)
            for connection, secret in upstream_secrets(document, secrets).items()
        },
    )


def has_imprint(
    document: Document, destination: object, secrets: Mapping[str, str], imprint: Imprint
) -> bool:
    """Whether that is the imprint of the document, with these secrets and for this destination."""
    wanted = upstream_secrets(document, secrets)
    if not hmac.compare_digest(imprint.digest, _digest(document, destination, secrets)):
        return False
    return wanted.keys() == imprint.fingerprints.keys() and all(
        has_fingerprint(secret, imprint.fingerprints[connection])
        for connection, secret in wanted.items()
    )


def upstream_secrets(document: Document, secrets: Mapping[str, str]) -> dict[str, str]:
    """The secrets of a sound document's connections."""
    connections: Any = document.table.get("connections", ())
    return {one["id"]: resolve(one["client_secret"], secrets) for one in connections}


def has_fingerprint(secret: str, fingerprint: str) -> bool:
    """Whether that is the fingerprint of the secret."""
    salt, _, _ = fingerprint.partition(":")
    return hmac.compare_digest(fingerprint, _fingerprint(secret, salt))


def _fingerprint(secret: str, salt: str | None = None) -> str:
    salt = salt or SystemEntropy().token()
    return f"{salt}:{scrypt(secret.encode(), salt=salt.encode(), **_COST).hex()}"


def _digest(document: Document, destination: object, secrets: Mapping[str, str]) -> str:
    """Of the text and of what it means to us: that may change with a release, defaults included."""
    read = read_without_secrets(document.table, hashes=lambda one: hash_of(one, secrets))
    return sha256(repr((read, document.text.rstrip(), destination)).encode()).hexdigest()
