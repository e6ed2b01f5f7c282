"""AWS and the upstreams of the bench: they do their part, and the meter stands still."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from moto.core.models import botocore_stubber

from bench.capacity import Ledger, Look
from bench.meter import Meter
from chalicelib.upstream.ports import Fetch, Fetched


class AwsAside:
    """Answers boto3 clients where their requests would leave the process (botocore: before-send).

    Everything up to there is the broker's: validating, serializing, signing, and then parsing.
    """

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._ledger: Ledger | None = None

    def listen(self, *clients: Any) -> None:
        """Answer these clients from now on."""
        for client in clients:
            client.meta.events.unregister("before-send", botocore_stubber)
            client.meta.events.register("before-send", self._answer)

    @contextmanager
    def counted(self, look: Look) -> Iterator[Ledger]:
        """Keep a ledger of what is asked in the block."""
        self._ledger = Ledger(look)
        try:
            yield self._ledger
        finally:
            self._ledger = None

    def _answer(self, event_name: str, request: Any, **_: Any) -> Any:
        with self._meter.aside():
            if self._ledger is None:
                return botocore_stubber(event_name, request)
            entry = self._ledger.open(request)
            answer = botocore_stubber(event_name, request)
            entry.close(answer)
            return answer


class UpstreamsAside:
    """Keeps the promise of `Fetch` by asking another one, off the clock."""

    def __init__(self, fetch: Fetch, meter: Meter) -> None:
        self._fetch = fetch
        self._meter = meter

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """GET."""
        with self._meter.aside():
            return self._fetch.get(url, headers)

    def post_form(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """POST a form."""
        with self._meter.aside():
            return self._fetch.post_form(url, form, headers)
