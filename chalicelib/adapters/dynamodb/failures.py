"""AWS's errors in our words: what may pass, what lost a race, and what is a mistake of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004

from chalicelib.tenancy.ports import StorageUnavailable

_PASSING = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_CONFLICTS = frozenset({"TransactionConflict", "TransactionConflictException"})


@contextmanager
def answers_or_storage_unavailable() -> Iterator[None]:
    """Raise StorageUnavailable for what trying again may cure; every other error stays as it is."""
    try:
        yield
    except ClientError as error:
        if _may_pass(error):
            raise StorageUnavailable(code_of(error)) from error
        raise
    except (ConnectionError, HTTPClientError) as error:
        raise StorageUnavailable(type(error).__name__) from error


def code_of(error: ClientError) -> str:
    """The error's name."""
    return str(error.response["Error"]["Code"])


def is_conflict(error: ClientError) -> bool:
    """Whether another transaction held an item for a moment: the same write may succeed at once."""
    return not _CONFLICTS.isdisjoint({code_of(error), *_reasons_of(error)})


def refused_in(error: ClientError) -> frozenset[int]:
    """Which writes of a cancelled transaction had conditions that did not hold.

    One is enough to know that trying again could not succeed, whatever befell the others.
    """
    reasons = enumerate(_reasons_of(error))
    return frozenset(at for at, reason in reasons if reason == "ConditionalCheckFailed")


def _reasons_of(error: ClientError) -> list[str]:
    """Why a transaction was cancelled, write by write."""
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])
    return [str(reason.get("Code")) for reason in reasons]


def _may_pass(error: ClientError) -> bool:
    if refused_in(error):
        return False
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or not _PASSING.isdisjoint({code_of(error), *_reasons_of(error)})
