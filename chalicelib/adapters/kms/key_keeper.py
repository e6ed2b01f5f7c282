"""Signing keys in KMS: made once, found again, disabled in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.failure import KmsFailure, explain
from chalicelib.adapters.kms.key_plan import KeyPlan, dedicated_key, shared_key
from chalicelib.adapters.kms.wrapped_keys import make_wrapped_key
from chalicelib.tenancy.model import KeyTier, TenantId
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.keys import KeyRing, SigningKey

_ENABLED = "Enabled"
#: Of a key that signs nothing any more as it is.
_BEYOND_USE = frozenset({"KMSInvalidStateException", "NotFoundException"})


class KmsKeyKeeper:
    """Keeps the promise of `KeyKeeper`.

    An alias remembers the newest key of a tenant and algorithm, so that a rotation which broke off
    and is tried again finds its key instead of making another: each costs money until an operator
    deletes it. An alias remembers the newest shared key as well, so that tenants whose keys take
    turns at about the same time get the same one. Wrapped keys cost nothing and are not remembered.
    """

    def __init__(self, name: str, secrets_key: str, kms: KmsClient = kms_client) -> None:
        self._name = name  # the table's: what the keys of one broker have in common
        self._secrets_key = secrets_key  # wraps keys
        self._kms = kms

    def make(self, tenant: TenantId, algorithm: str, tier: KeyTier, known: KeyRing) -> SigningKey:
        """A key that is not in `known`. Raises KeyKeeperFailed."""
        with explained(f"{tenant}: a key for {algorithm} could not be made"):
            match tier:
                case KeyTier.DEDICATED:
                    return self._newest(dedicated_key(self._name, tenant, algorithm), known)
                case KeyTier.SHARED:
                    return self._newest(shared_key(self._name, algorithm), known)
                case KeyTier.WRAPPED:
                    return make_wrapped_key(self._kms(), self._secrets_key, tenant, algorithm)

    def require_usable(self, key: SigningKey) -> None:
        """Raise KeyKeeperFailed unless the key is enabled."""
        state = self.state_of(key)
        if state != _ENABLED:
            raise KeyKeeperFailed(
                f"{key.kms_key_id} is {state} and cannot sign; enable it, or withdraw {key.kid}"
            )

    def state_of(self, key: SigningKey) -> str:
        """What KMS says of the key, `Enabled` if it can sign. Raises KeyKeeperFailed."""
        with explained(f"nothing can be learnt of {key.kms_key_id}"):
            described = self._kms().describe_key(KeyId=key.kms_key_id)
            return str(described["KeyMetadata"]["KeyState"])

    def disable(self, key: SigningKey) -> None:
        """Let nothing more be signed with a dedicated key, no more tenants with a shared one.

        Raises KeyKeeperFailed.
        """
        with explained(f"{key.kms_key_id} could not be disabled"):
            match key.tier:
                case KeyTier.DEDICATED:
                    self._disable(key.kms_key_id)
                case KeyTier.SHARED:
                    plan = shared_key(self._name, key.algorithm)
                    if self._find_usable(plan.alias) == key.kms_key_id:
                        self._create(plan)
                case KeyTier.WRAPPED:
                    pass  # it ended with its ciphertext

    def _newest(self, plan: KeyPlan, known: KeyRing) -> SigningKey:
        from chalicelib.adapters.kms.public_key import read_signing_key

        newest = self._find_usable(plan.alias)
        if newest is None or any(newest == key.kms_key_id for key in known.keys):
            newest = self._create(plan)
        return replace(read_signing_key(self._kms(), newest, plan.algorithm), tier=plan.tier)

    def _disable(self, key_id: str) -> None:
        try:
            self._kms().disable_key(KeyId=key_id)
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

    def _create(self, plan: KeyPlan) -> str:
        """Make a key as planned, and remember that it is the newest."""
        from chalicelib.adapters.kms.algorithms import SPELLINGS

        made = self._kms().create_key(
            Description=plan.description,
            KeySpec=SPELLINGS[plan.algorithm].key_spec,
            KeyUsage="SIGN_VERIFY",
            Tags=[{"TagKey": name, "TagValue": value} for name, value in plan.tags.items()],
        )
        key_id = str(made["KeyMetadata"]["Arn"])
        lost = f"{key_id} was made in vain, schedule its deletion: it could not be {plan.alias}"
        with explained(lost):
            self._point(plan.alias, key_id)
        return key_id

    def _point(self, alias: str, key_id: str) -> None:
        try:
            self._kms().create_alias(AliasName=alias, TargetKeyId=key_id)
        except ClientError as error:
            if _code(error) != "AlreadyExistsException":
                raise
            self._kms().update_alias(AliasName=alias, TargetKeyId=key_id)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Raise KeyKeeperFailed, with advice, where KMS fails: `what` says what that leads to."""
    try:
        yield
    except KmsFailure as error:
        raise KeyKeeperFailed(f"{what}: {explain(error)}") from error


def _code(error: ClientError) -> Any:
    return error.response["Error"]["Code"]
