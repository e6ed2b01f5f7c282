"""The first key of a tenant's refresh tokens: made and wrapped by KMS, seen by nobody here."""

from typing import Any

from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.dynamodb.tenants import WrappedKey
from chalicelib.adapters.kms.key_keeper import explained
from chalicelib.adapters.kms.refresh_keys import wrapping_context
from chalicelib.tenancy.model import TenantId


def ensure_refresh_key(
    publisher: Publisher, kms: Any, secrets_key: str, tenant: TenantId, now: int
) -> None:
    """Give a tenant its first key, if it has none. Raises KeyKeeperFailed."""
    if publisher.refresh_keys_of(tenant):
        return
    with explained(f"{tenant}: a key for refresh tokens could not be made"):
        answer = kms.generate_data_key_without_plaintext(
            KeyId=secrets_key, NumberOfBytes=32, EncryptionContext=wrapping_context(tenant)
        )
    wrapped = WrappedKey(version=1, wrapped=bytes(answer["CiphertextBlob"]), created_at=now)
    publisher.add_refresh_key(tenant, wrapped)
