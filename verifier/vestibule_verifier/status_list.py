"""A status list as its issuer signed it (Token Status List, an Internet-Draft, section 5.1)."""

import zlib
from dataclasses import dataclass
from math import isfinite

from jwt.utils import base64url_decode

from vestibule_verifier.errors import StatusListInvalid
from vestibule_verifier.jws import Claims

LARGEST = 1 << 24  # octets after inflating: room for 67 million tokens at two bits each
_BITS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """The statuses of many tokens, by their places."""

    bits: int
    octets: bytes
    issued_at: float
    expires_at: float | None = None
    ttl: float | None = None
    etag: str | None = None

    def at(self, index: int) -> int:
        """The status at a place. Raises IndexError when the list has no such place."""
        if index < 0:
            raise IndexError
        octet, shift = divmod(index * self.bits, 8)
        return self.octets[octet] >> shift & (1 << self.bits) - 1

    def is_evidence(self, now: float) -> bool:
        """Whether its issuer still stands by it."""
        return self.expires_at is None or now < self.expires_at


def read_status_list(claims: Claims, uri: str, latest: float, etag: str | None) -> StatusList:
    """Return the list that these verified claims hold.

    It must be the one at `uri`, issued no later than `latest`. Raises StatusListInvalid.
    """
    # Section 8.3: else one list of the issuer could be handed out in the place of another.
    if claims.get("sub") != uri:
        raise StatusListInvalid("the status list is another one")
    issued_at = _number(claims, "iat")
    if issued_at is None or issued_at > latest:
        raise StatusListInvalid("the status list was not issued yet")
    packed = claims.get("status_list")
    if not isinstance(packed, dict):
        raise StatusListInvalid("the status list is missing")
    bits = packed.get("bits")
    if isinstance(bits, bool) or bits not in _BITS:
        raise StatusListInvalid("the status list has statuses of an unknown size")
    return StatusList(
        bits=bits,
        octets=inflated(packed.get("lst")),
        issued_at=issued_at,
        expires_at=_number(claims, "exp"),
        ttl=_number(claims, "ttl"),
        etag=etag,
    )


def inflated(lst: object, largest: int = LARGEST) -> bytes:
    """The octets of a packed list, never more than `largest`. Raises StatusListInvalid."""
    if not isinstance(lst, str):
        raise StatusListInvalid("the status list is missing")
    stream = zlib.decompressobj()
    try:
        octets = stream.decompress(base64url_decode(lst), largest)
    except (ValueError, zlib.error) as error:
        raise StatusListInvalid("the status list cannot be unpacked") from error
    # A small answer may unpack to a very large one: what is left is never unpacked.
    if not stream.eof or stream.unused_data:
        raise StatusListInvalid("the status list is too large, or not whole")
    return octets


def _number(claims: Claims, name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise StatusListInvalid(f"the status list's {name} is not a number")
    return float(value)
