"""Signing keys in KMS: made once, found again, disabled in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.failure import KmsFailure, explain
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.keys import KeyRing, SigningKey

_ENABLED = "Enabled"
#: Of a key that signs nothing any more as it is.
_BEYOND_USE = frozenset({"KMSInvalidStateException", "NotFoundException"})


class KmsKeyKeeper:
    """Keeps the promise of `KeyKeeper`.

    An alias remembers the newest key of a tenant and algorithm, so that a rotation which broke off
    and is tried again finds its key instead of making another: each costs money until an operator
    deletes it.
    """

    def __init__(self, name: str, kms: KmsClient = kms_client) -> None:
        self._name = name  # the table's: what the keys of one broker have in common
        self._kms = kms

    def make(self, tenant: TenantId, algorithm: str, known: KeyRing) -> SigningKey:
        """A key that is not in `known`. Raises KeyKeeperFailed."""
        from chalicelib.adapters.kms.public_key import read_signing_key

        alias = f"alias/{self._name}/{tenant}/{algorithm}"
        with _explained(f"{tenant}: a key for {algorithm} could not be made"):
            newest = self._find_usable(alias)
            if newest is not None and all(newest != key.kms_key_id for key in known.keys):
                return read_signing_key(self._kms(), newest, algorithm)
            made = self._create(tenant, algorithm)
            self._point(alias, made)
            return read_signing_key(self._kms(), made, algorithm)

    def require_usable(self, key: SigningKey) -> None:
        """Raise KeyKeeperFailed unless the key is enabled."""
        state = self.state_of(key)
        if state != _ENABLED:
            raise KeyKeeperFailed(
                f"{key.kms_key_id} is {state} and cannot sign; enable it, or withdraw {key.kid}"
            )

    def state_of(self, key: SigningKey) -> str:
        """What KMS says of the key, `Enabled` if it can sign. Raises KeyKeeperFailed."""
        with _explained(f"nothing can be learnt of {key.kms_key_id}"):
            described = self._kms().describe_key(KeyId=key.kms_key_id)
            return str(described["KeyMetadata"]["KeyState"])

    def disable(self, key: SigningKey) -> None:
        """Let nothing more be signed with the key. Raises KeyKeeperFailed."""
        with _explained(f"{key.kms_key_id} could not be disabled"):
            try:
                self._kms().disable_key(KeyId=key.kms_key_id)
            except ClientError as error:
                if _code(error) not in _BEYOND_USE:
                    raise

    def _find_usable(self, alias: str) -> str | None:
        try:
            described = self._kms().describe_key(KeyId=alias)["KeyMetadata"]
        except ClientError as error:
            if _code(error) != "NotFoundException":
                raise
            return None
        return str(described["Arn"]) if described["KeyState"] == _ENABLED else None

    def _create(self, tenant: TenantId, algorithm: str) -> str:
        from chalicelib.adapters.kms.algorithms import SPELLINGS

        made = self._kms().create_key(
            Description=f"{self._name}: signs the tokens of {tenant} ({algorithm})",
            KeySpec=SPELLINGS[algorithm].key_spec,
            KeyUsage="SIGN_VERIFY",
            # The function may sign with no key that lacks the first of these.
            Tags=[
                {"TagKey": "vestibule:purpose", "TagValue": "signing"},
                {"TagKey": "vestibule:tenant", "TagValue": tenant},
            ],
        )
        return str(made["KeyMetadata"]["Arn"])

    def _point(self, alias: str, key_id: str) -> None:
        try:
            self._kms().create_alias(AliasName=alias, TargetKeyId=key_id)
        except ClientError as error:
            if _code(error) != "AlreadyExistsException":
                raise
            self._kms().update_alias(AliasName=alias, TargetKeyId=key_id)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except KmsFailure as error:
        raise KeyKeeperFailed(f"{what}: {explain(error)}") from error


def _code(error: ClientError) -> Any:
    return error.response["Error"]["Code"]
