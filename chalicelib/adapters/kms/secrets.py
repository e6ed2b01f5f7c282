"""Upstream client secrets, sealed for one connection of one tenant."""

from collections import OrderedDict
from threading import Lock

from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.failure import KmsFailure, explain, is_passing
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import require_house_of
from chalicelib.upstream.model import Connection, ConnectionId, UpstreamFailed

LONGEST_SECRET = 4096  # bytes that KMS encrypts in one call
_MOST_OPEN = 256


def seal(
    kms: KmsClient, key_id: str, tenant: TenantId, connection: ConnectionId, secret: str
) -> bytes:
    """Encrypt a secret so that it opens for this tenant and this connection only."""
    sealed = kms().encrypt(
        KeyId=key_id,
        Plaintext=secret.encode(),
        EncryptionContext=_context(tenant, connection),
    )
    return bytes(sealed["CiphertextBlob"])


class KmsSecrets:
    """Keeps the promise of `Secrets`; a process asks KMS once for each secret it uses.

    What is kept open is found by tenant, connection and ciphertext together: a hit can never
    answer for a context that KMS would have refused.
    """

    def __init__(self, kms: KmsClient = kms_client, most_open: int = _MOST_OPEN) -> None:
        self._kms = kms
        self._most_open = most_open
        self._open: OrderedDict[tuple[TenantId, ConnectionId, bytes], str] = OrderedDict()
        self._lock = Lock()

    def reveal(self, tenant: TenantId, connection: Connection) -> str:
        """Return the upstream client secret. Raises UpstreamFailed."""
        require_house_of(tenant)
        key = (tenant, connection.id, connection.sealed_secret)
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        secret = self._decrypt(tenant, connection)
        with self._lock:
            self._open[key] = secret
            while len(self._open) > self._most_open:
                self._open.popitem(last=False)
        return secret

    def _decrypt(self, tenant: TenantId, connection: Connection) -> str:
        if not connection.sealed_secret:
            raise UpstreamFailed(f"connection {connection.id} was published without a secret")
        try:
            answer = self._kms().decrypt(
                CiphertextBlob=connection.sealed_secret,
                EncryptionContext=_context(tenant, connection.id),
            )
        except KmsFailure as error:
            reason = f"the secret of connection {connection.id} stays closed: {explain(error)}"
            raise UpstreamFailed(reason, is_passing=is_passing(error)) from error
        return str(answer["Plaintext"].decode())


def _context(tenant: TenantId, connection: ConnectionId) -> dict[str, str]:
    return {"tenant": tenant, "connection": connection}
