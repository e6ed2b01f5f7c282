"""AWS having a bad moment: what a boto3 client is answered instead of the truth."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError


@contextmanager
def answering(client: Any, operation: str, *answers: Any) -> Iterator[None]:
    """Answer the next calls of `operation` with `answers`, in order, and then truly.

    An answer is a dictionary, an exception to raise, or None for the true one.
    """
    left = iter(answers)

    def answer(**_: Any) -> Any:
        given = next(left, None)
        if isinstance(given, BaseException):
            raise given
        return None if given is None else (_response(given), given)

    service = client.meta.service_model.service_id.hyphenize()
    event = f"before-call.{service}.{operation}"
    client.meta.events.register(event, answer)
    try:
        yield
    finally:
        client.meta.events.unregister(event, answer)


def refusal(code: str, status: int = 400, **more: Any) -> dict[str, Any]:
    """An error as AWS answers it."""
    metadata = {"HTTPStatusCode": status}
    return {"Error": {"Code": code, "Message": code}, "ResponseMetadata": metadata, **more}


def cancelled(*codes: str) -> dict[str, Any]:
    """A transaction that was cancelled, for a reason per write."""
    reasons = [{"Code": code} for code in codes]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


def timeout() -> Exception:
    """No answer in time."""
    return ReadTimeoutError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com")


def _response(answer: dict[str, Any]) -> AWSResponse:
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 200)
    return AWSResponse("https://dynamodb.us-east-1.amazonaws.com", status, {}, None)
