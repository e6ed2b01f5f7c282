"""Providers' published keys (RFC 7517), remembered per issuer and address, found by `kid`."""

import re
from collections import deque
from collections.abc import Mapping
from threading import Lock
from typing import Any

from chalicelib.ambient import Clock
from chalicelib.upstream.answer import require_object
from chalicelib.upstream.last_good import LastGood, Published
from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetch, Fetched
from chalicelib.upstream.public_key import read_public_key
from chalicelib.upstream.shelf import Shelf

Jwks = Mapping[str, Mapping[str, object]]  # by kid

SHORTEST_SECONDS = 300
USUAL_SECONDS = 3600
LONGEST_SECONDS = 24 * 3600

#: A `kid` that nobody published makes us ask again, for it may be a rotation. Asking that finds it
#: is free: every sign-in after a rotation must work. Asking in vain is what an attacker could make
#: us do to someone's server, so an issuer has ten such requests in five minutes and process:
#: one in 30 s in the long run, yet one bad token never hides a rotation that follows it.
VAIN_REQUESTS = 10
VAIN_WINDOW_SECONDS = 300

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})\b", re.IGNORECASE)


class KeySets:
    """Every provider's keys. Holds nothing of any tenant, so all tenants share it.

    They are kept by issuer as well as by address: a provider may name another's key set as its own,
    and would else use up with made-up ids what we may ask for the other's sake.
    """

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._shelf = Shelf(lambda place: KeySet(place.partition(" ")[2], fetch, clock))

    def get(self, issuer: str, jwks_uri: str, kid: str, algorithm: str) -> Any:
        """The key to verify `algorithm` with. Raises UpstreamFailed when there is none."""
        # Neither address has a space in it.
        return read_public_key(self._shelf.of(f"{issuer} {jwks_uri}").get(kid), algorithm)


class KeySet:
    """The keys at one address."""

    def __init__(self, uri: str, fetch: Fetch, clock: Clock) -> None:
        self._uri = uri
        self._fetch = fetch
        self._clock = clock
        self._last_good = LastGood(self._ask, clock)
        self._lock = Lock()
        self._in_vain: deque[int] = deque(maxlen=VAIN_REQUESTS)

    def get(self, kid: str) -> Mapping[str, object]:
        """The key of this id, asked for again once when it is unknown. Raises UpstreamFailed."""
        known = self._last_good.get()
        if kid not in known:
            known = self._look_again(kid, known)
        if kid not in known:
            raise UpstreamFailed("no published key has this kid")
        return known[kid]

    def _look_again(self, kid: str, known: Jwks) -> Jwks:
        with self._lock:
            latest = self._last_good.get()
            if latest is not known:  # another thread asked while this one waited
                return latest
            now = self._clock.now()
            if self._asked_often_enough(now):
                raise UpstreamFailed("no published key has this kid, and we asked often enough")
            latest = self._last_good.renew()
            if kid not in latest:
                self._in_vain.append(now)
            return latest

    def _asked_often_enough(self, now: int) -> bool:
        if len(self._in_vain) < VAIN_REQUESTS:
            return False
        # The end of the window stays near, also when the clock was set back meanwhile.
        return self._in_vain[0] <= now < self._in_vain[0] + VAIN_WINDOW_SECONDS

    def _ask(self) -> Published[Jwks]:
        answer = self._fetch.get(self._uri)
        return Published(read_jwks(require_object(answer, "the key set")), _fresh_seconds(answer))


def read_jwks(found: Mapping[str, object]) -> Jwks:
    """The signing keys with an id; raises UpstreamFailed when this is no key set.

    RFC 7517 section 5: keys that we do not understand are ignored, not an error.
    """
    keys = found.get("keys")
    if not isinstance(keys, list):
        raise UpstreamFailed("the key set has no keys")
    return {
        key["kid"]: key
        for key in keys
        if isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and key.get("use", "sig") == "sig"
        and key.get("kty") != "oct"
    }


def _fresh_seconds(answer: Fetched) -> int:
    told = _MAX_AGE.search(answer.headers.get("cache-control", ""))
    seconds = int(told[1]) if told else USUAL_SECONDS
    return max(SHORTEST_SECONDS, min(seconds, LONGEST_SECONDS))
