"""The first signing key of a tenant."""

from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.kms.algorithms import SPELLINGS
from chalicelib.adapters.kms.public_key import read_signing_key
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import KeyStage, SigningKey

#: Every OpenID provider must offer it (OpenID Connect Core section 15.1).
USUAL_ALGORITHM = "RS256"


def with_signing_key(
    keys: tuple[SigningKey, ...], kms: Any, table: str, tenant: TenantId
) -> tuple[SigningKey, ...]:
    """The keys of a tenant, with a current one for RS256 made in KMS if there was none.

    An alias remembers what was made, so that a publication that broke off and is tried again
    finds its key instead of making another: a key in KMS costs money until somebody deletes it.
    """
    if any(key.stage is KeyStage.CURRENT and key.algorithm == USUAL_ALGORITHM for key in keys):
        return keys
    alias = f"alias/{table}/{tenant}/{USUAL_ALGORITHM}"
    key_id = _find_usable(kms, alias) or _make(kms, alias, table, tenant)
    return (*keys, read_signing_key(kms, key_id, USUAL_ALGORITHM))


def _find_usable(kms: Any, alias: str) -> str | None:
    try:
        described = kms.describe_key(KeyId=alias)["KeyMetadata"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        return None
    return str(described["Arn"]) if described["KeyState"] == "Enabled" else None


def _make(kms: Any, alias: str, table: str, tenant: TenantId) -> str:
    made = kms.create_key(
        Description=f"{table}: signs the tokens of {tenant} ({USUAL_ALGORITHM})",
        KeySpec=SPELLINGS[USUAL_ALGORITHM].key_spec,
        KeyUsage="SIGN_VERIFY",
        # The function may sign with no key that lacks the first of these.
        Tags=[
            {"TagKey": "vestibule:purpose", "TagValue": "signing"},
            {"TagKey": "vestibule:tenant", "TagValue": tenant},
        ],
    )["KeyMetadata"]
    _name(kms, alias, made["KeyId"])
    return str(made["Arn"])


def _name(kms: Any, alias: str, key_id: str) -> None:
    try:
        kms.create_alias(AliasName=alias, TargetKeyId=key_id)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AlreadyExistsException":
            raise
        kms.update_alias(AliasName=alias, TargetKeyId=key_id)  # it named a key that is unusable
