"""Outbound HTTPS: public addresses only, no redirects followed, bounded in time and size.

Tenants choose whom we ask, so every address here is an attempt to reach what only we can reach
until it is shown not to be.
"""

import ssl
from collections.abc import Callable, Mapping
from functools import cached_property
from http.client import HTTPException
from urllib.parse import urlencode

from chalicelib.adapters.destination import (
    Destination,
    Overrides,
    RefusedAddressError,
    read_destination,
)
from chalicelib.adapters.exchange import Asked, Deadline, TooLargeError, TooSlowError, exchange
from chalicelib.adapters.public_hosts import NotPublicError, public_addresses
from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetched

TOTAL_SECONDS = 10.0
_WORTH_ANOTHER_TRY = frozenset({502, 503, 504})
_MOST_ADDRESSES = 2

#: Resolves a host and port to addresses that may be connected to.
Resolve = Callable[[str, int], list[str]]


class GuardedFetch:
    """Keeps the promise of `Fetch`. Each request has its own connection, as POSTs must."""

    def __init__(
        self,
        overrides: Mapping[str, str] | None = None,
        ca_bundle: str | None = None,
        resolve: Resolve = public_addresses,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._overrides = Overrides(overrides or {})
        self._ca_bundle = ca_bundle
        self._resolve = resolve
        self._total_seconds = total_seconds

    def overridden(self, url: str) -> str:
        """Where `url` is found: itself, except in the local stack."""
        return self._overrides.apply(url)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """GET, tried once more when a gateway or the connection fails."""
        destination = self._destination(url)
        asked = Asked(method="GET", headers={"Accept": "application/json", **(headers or {})})
        deadline = Deadline.after(self._total_seconds)
        try:
            answer = self._ask(destination, asked, deadline)
        except UpstreamFailed as failure:
            if not failure.is_passing:
                raise
        else:
            if answer.status not in _WORTH_ANOTHER_TRY:
                return answer
        return self._ask(destination, asked, deadline)

    def post_form(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """POST a form, once: a code that was sent may have been redeemed, whatever came back."""
        asked = Asked(
            method="POST",
            headers={
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
                **(headers or {}),
            },
            body=urlencode(form).encode(),
        )
        return self._ask(self._destination(url), asked, Deadline.after(self._total_seconds))

    def _destination(self, url: str) -> Destination:
        try:
            return read_destination(url, self._overrides)
        except RefusedAddressError as refused:
            raise UpstreamFailed(f"not asked: {refused}") from refused

    def _ask(self, destination: Destination, asked: Asked, deadline: Deadline) -> Fetched:
        from urllib3.exceptions import HTTPError

        what = f"{asked.method} {destination}"
        try:
            return self._try_addresses(destination, asked, deadline)
        except NotPublicError as refused:
            raise UpstreamFailed(f"{what}: not a public address") from refused
        except TooLargeError as refused:
            raise UpstreamFailed(f"{what}: the answer is too large") from refused
        except TooSlowError as late:
            raise UpstreamFailed(f"{what}: no answer in time", is_passing=True) from late
        except ssl.SSLCertVerificationError as refused:
            raise UpstreamFailed(f"{what}: its certificate is not good") from refused
        except (OSError, UnicodeError, HTTPError, HTTPException) as broken:
            # What the deadline cut off looks broken in many ways.
            why = "no answer in time" if deadline.has_passed else type(broken).__name__
            raise UpstreamFailed(f"{what}: {why}", is_passing=True) from broken

    def _try_addresses(self, destination: Destination, asked: Asked, deadline: Deadline) -> Fetched:
        """The first address that accepts a connection; nothing was sent to the others."""
        from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

        tls = self._tls if destination.scheme == "https" else None
        first, *others = self._addresses(destination)
        for address in (first, *others[: _MOST_ADDRESSES - 1]):
            try:
                return exchange(destination, address, asked, deadline, tls)
            except (NewConnectionError, ConnectTimeoutError) as refused:
                unreachable = refused
        raise unreachable

    def _addresses(self, destination: Destination) -> list[str]:
        if destination.is_local:
            return [destination.host]
        return self._resolve(destination.host, destination.port)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._ca_bundle)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context
