"""Why KMS did not do what it was asked, in words that an operator can act upon."""

from botocore.exceptions import BotoCoreError, ClientError

KmsFailure = (ClientError, BotoCoreError)

_ADVICE = {
    "AccessDeniedException": (
        "this role may not use the key; signing keys carry the tag vestibule:purpose=signing, "
        "and sealed secrets open in their own encryption context only"
    ),
    "DisabledException": "the key is disabled; enable it, or give the tenant another one",
    "KMSInvalidStateException": (
        "the key cannot be used now, most likely because its deletion is scheduled; cancel that"
    ),
    "NotFoundException": "there is no such key in this account and region",
    "InvalidKeyUsageException": "the key was made for something else",
    "InvalidCiphertextException": (
        "this was sealed for another tenant or connection, or with another key; publish it again"
    ),
    "ThrottlingException": "KMS is asked too often; ask AWS for a higher quota if this stays",
    "LimitExceededException": "KMS is asked too often; ask AWS for a higher quota if this stays",
}
_PASSING = frozenset(
    {
        "DependencyTimeoutException",
        "KMSInternalException",
        "KeyUnavailableException",
        "LimitExceededException",
        "ThrottlingException",
    }
)


def explain(error: Exception) -> str:
    """One sentence of advice where there is one, and always what AWS said."""
    advice = _ADVICE.get(_code(error))
    return f"{advice} ({error})" if advice else str(error)


def is_passing(error: Exception) -> bool:
    """Whether trying again may help: KMS was busy, or was not reached."""
    return isinstance(error, BotoCoreError) or _code(error) in _PASSING


def _code(error: Exception) -> str:
    return str(error.response["Error"].get("Code")) if isinstance(error, ClientError) else ""
