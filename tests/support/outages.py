"""AWS failing exactly once: before a call takes effect, or after it did and nobody heard of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from threading import Lock
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from moto.core.models import botocore_stubber

_URL = "https://aws.test"


class Trouble(Enum):
    """How a call fails."""

    UNREACHABLE = "nothing was sent"
    THROTTLED = "AWS refused to do it now"
    LOST = "AWS did it, and its answer was lost"


class Spoiler:
    """Counts calls and spoils one of them."""

    def __init__(self, nth: int, trouble: Trouble) -> None:
        self.calls = 0
        self.struck: str | None = None
        self.is_resting = False
        self._nth = nth
        self._trouble = trouble
        self._lock = Lock()

    def began(self, model: Any, context: dict[str, Any], **_: Any) -> Any:
        if self.is_resting or not self._is_due():
            return None
        self.struck = model.name
        if self._trouble is Trouble.UNREACHABLE:
            raise EndpointConnectionError(endpoint_url=_URL)
        if self._trouble is Trouble.THROTTLED:
            return _throttled()
        context["is_lost"] = True
        return None

    def ended(self, context: dict[str, Any], **_: Any) -> None:
        if context.get("is_lost"):
            raise ReadTimeoutError(endpoint_url=_URL)

    def _is_due(self) -> bool:
        with self._lock:
            self.calls += 1
            return self.calls == self._nth


@contextmanager
def nothing_spoilt(spoiler: Spoiler | None) -> Iterator[None]:
    """Neither count nor spoil what happens in the block."""
    if spoiler:
        spoiler.is_resting = True
    try:
        yield
    finally:
        if spoiler:
            spoiler.is_resting = False


@contextmanager
def spoiling(nth: int, trouble: Trouble, *clients: Any) -> Iterator[Spoiler]:
    """Spoil the nth call that boto3 clients make while the block runs; 0 spoils none."""
    spoiler = Spoiler(nth, trouble)
    hooks = {"before-call": spoiler.began, "after-call": spoiler.ended}
    for client in clients:
        for event, hook in hooks.items():
            client.meta.events.register(event, hook)
    try:
        yield spoiler
    finally:
        for client in clients:
            for event, hook in hooks.items():
                client.meta.events.unregister(event, hook)


@contextmanager
def losing(nth: int, *clients: Any) -> Iterator[list[str]]:
    """Lose the answer to the nth request on the wire, where botocore notices and asks again.

    Yields the names of the requests that were sent.
    """
    sent: list[str] = []

    def send(event_name: str, request: Any, **more: Any) -> Any:
        sent.append(event_name.rpartition(".")[2])
        answer = botocore_stubber(event_name, request, **more)
        if len(sent) == nth:
            raise ReadTimeoutError(endpoint_url=_URL)
        return answer

    for client in clients:
        client.meta.events.register_first("before-send", send)
    try:
        yield sent
    finally:
        for client in clients:
            client.meta.events.unregister("before-send", send)


def _throttled() -> tuple[AWSResponse, dict[str, Any]]:
    error = {"Code": "ThrottlingException", "Message": "Rate exceeded"}
    answer = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return AWSResponse(_URL, 400, {}, None), answer
