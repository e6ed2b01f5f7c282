"""Whether a token still holds: what its places in the issuer's status lists say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from vestibule_verifier.cell import Cell, Fresh
from vestibule_verifier.clock import Clock
from vestibule_verifier.errors import (
    Revoked,
    Stale,
    StatusListInvalid,
    StatusUnavailable,
    Suspended,
    TokenMalformed,
    VerificationError,
    WrongIssuer,
)
from vestibule_verifier.jws import Claims, Expected, verified_claims
from vestibule_verifier.keys import IssuerKeys
from vestibule_verifier.shelf import Shelf
from vestibule_verifier.status_list import StatusList, read_status_list
from vestibule_verifier.transport import Answer, Transport, TransportError

TYPE = "statuslist+jwt"
VALID, SUSPENDED, STALE = 0, 2, 3
MOST_LISTS = 128  # at 32 KiB each
LARGEST_TOKEN = 1 << 20

_REST_OF_URI = re.compile(r"(/[\w~-]+(\.[\w~-]+)*)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token's status is written."""

    index: int
    uri: str


@dataclass(eq=False, kw_only=True)
class Statuses:
    """The status lists of one issuer, fetched when a token names them."""

    keys: IssuerKeys
    transport: Transport
    clock: Clock
    required: bool
    accept_stale: bool
    max_ttl: float
    max_stale: float
    leeway: float
    _lists: Shelf[StatusList] = field(init=False)

    def __post_init__(self) -> None:
        self._lists = Shelf(self._new_cell, MOST_LISTS)

    def require_valid(self, claims: Claims, *, may_fetch: bool = True) -> None:
        """Raise unless everything that the token rests on still holds.

        Revoked, Suspended, Stale, WrongIssuer, TokenMalformed; StatusUnavailable or
        StatusListInvalid when that cannot be known; FetchDue unless `may_fetch`.
        """
        if "status" not in claims and not self.required:
            return
        for place in places(claims, self.keys.issuer):
            held = self._lists.cell(place.uri).get(may_fetch=may_fetch)
            try:
                status = held.at(place.index)
            except IndexError as error:
                raise TokenMalformed("the token's place is not in the status list") from error
            self._judge(status)

    def _judge(self, status: int) -> None:
        if status == VALID or (status == STALE and self.accept_stale):
            return
        if status == SUSPENDED:
            raise Suspended("the token is suspended")
        if status == STALE:
            raise Stale("the person's roles have changed: refresh the token")
        raise Revoked("the token was revoked")

    def _new_cell(self, uri: str) -> Cell[StatusList]:
        return Cell(partial(self._fetch, uri), self.clock)

    def _fetch(self, uri: str, held: StatusList | None) -> Fresh[StatusList]:
        now = self.clock.now().wall
        known = held if held and held.etag and held.is_evidence(now) else None
        answer = self._ask(uri, known)
        if answer.status == 304 and known:
            return self._fresh(known, answer, now)
        if answer.status != 200:
            raise StatusUnavailable("the status list cannot be had")
        fetched = self._read(uri, answer, now)
        # An older list, signed as it is, would bring back what was revoked since.
        if held and fetched.issued_at < held.issued_at:
            raise StatusListInvalid("the status list is older than the one before")
        return self._fresh(fetched, answer, now)

    def _ask(self, uri: str, known: StatusList | None) -> Answer:
        headers = {"Accept": f"application/{TYPE}"}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        try:
            return self.transport.get(uri, headers)
        except TransportError as error:
            raise StatusUnavailable("the status list cannot be had") from error

    def _read(self, uri: str, answer: Answer, now: float) -> StatusList:
        expected = Expected(
            issuer=self.keys.issuer,
            types=frozenset({TYPE}),
            algorithms=self.keys.algorithms,
            longest=LARGEST_TOKEN,
        )
        try:
            token = answer.body.decode("ascii").strip()
            claims = verified_claims(token, expected, self.keys.find)
        except (VerificationError, UnicodeDecodeError) as error:
            raise StatusListInvalid("the status list is not the issuer's") from error
        latest = now + self.leeway
        status_list = read_status_list(claims, uri, latest, answer.headers.get("etag"))
        if not status_list.is_evidence(now):
            raise StatusListInvalid("the status list has expired")
        return status_list

    def _fresh(self, fetched: StatusList, answer: Answer, now: float) -> Fresh[StatusList]:
        ttl = self.max_ttl if fetched.ttl is None else min(fetched.ttl, self.max_ttl)
        left = self.max_stale if fetched.expires_at is None else fetched.expires_at - now
        # A cache on the way has used up a part of the time already (RFC 9111 section 5.1).
        soft = max(1.0, ttl - _age(answer))
        return Fresh(fetched, soft, min(self.max_stale, left))


def places(claims: Claims, issuer: str) -> Iterator[Place]:
    """The places of a token, and of the client that has it.

    Raises TokenMalformed, or WrongIssuer for a list that is not the issuer's.
    """
    status = claims.get("status")
    if not isinstance(status, dict) or "status_list" not in status:
        raise TokenMalformed("the token does not say where its status is")
    for name in ("status_list", "client_status_list"):
        if name in status:
            yield _place(status[name], issuer)


def _place(told: object, issuer: str) -> Place:
    index, uri = (told.get("idx"), told.get("uri")) if isinstance(told, dict) else (None, None)
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        raise TokenMalformed("the token's place in the status list is not a number")
    if not isinstance(uri, str):
        raise TokenMalformed("the token does not say where its status is")
    if not uri.startswith(f"{issuer}/") or not _REST_OF_URI.fullmatch(uri.removeprefix(issuer)):
        raise WrongIssuer("the status list is of another issuer")
    return Place(index, uri)


def _age(answer: Answer) -> float:
    told = answer.headers.get("age", "")
    return float(told) if told.isdecimal() and len(told) < 10 else 0.0
