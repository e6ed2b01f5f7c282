"""The Token Status List (an Internet-Draft): one signed list says what became of many tokens."""

import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.status import Status, StatusIndex

STATUS_LIST_TYPE = "statuslist+jwt"

BITS = 2
#: Places of one list: enough that a list tells nobody whose token it speaks of (section 12).
SIZE = 131_072
#: Places that a process claims at once.
BLOCK = 256
#: Seconds after which an API looks again, and so the longest that it trusts what has ended.
TTL = 30
#: Seconds for which a list is evidence at all.
LIFETIME = 24 * 3600

_IN_A_BYTE = 8 // BITS
_MASK = (1 << BITS) - 1
_BLOCKS = SIZE // BLOCK


@dataclass(frozen=True, slots=True)
class StatusBits:
    """The statuses of a list, four to a byte, the first in the lowest bits (section 4.1)."""

    packed: bytes = bytes(SIZE // _IN_A_BYTE)

    def of(self, index: int) -> Status:
        """The status of one place. Raises IndexError for a place that the list does not have."""
        if index < 0:
            raise IndexError(index)
        return Status(self.packed[index // _IN_A_BYTE] >> _shift(index) & _MASK)

    def with_statuses(self, statuses: Mapping[int, Status]) -> "StatusBits":
        """The same list, but for these places."""
        packed = bytearray(self.packed)
        for index, status in statuses.items():
            at, shift = index // _IN_A_BYTE, _shift(index)
            packed[at] = packed[at] & ~(_MASK << shift) | status << shift
        return StatusBits(bytes(packed))

    def compressed(self) -> bytes:
        """The list in the ZLIB format (RFC 1950), as small as it gets."""
        return zlib.compress(self.packed, 9)

    @classmethod
    def from_compressed(cls, compressed: bytes) -> "StatusBits":
        """What `compressed` made, which only we ever store."""
        return cls(zlib.decompress(compressed))


def _shift(index: int) -> int:
    return index % _IN_A_BYTE * BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedStatusList:
    """A list as it was last signed.

    `kid` names the key that signed it, and `issuer` whose list it says it is. `composed_at` is when
    every status of it was last read; since then it was only told of changes.
    """

    token: str
    kid: str
    compressed: bytes
    version: int
    composed_at: int
    signed_at: int
    issuer: str = ""  # of those signed before this was written down

    @property
    def bits(self) -> StatusBits:
        """The statuses that it speaks of."""
        return StatusBits.from_compressed(self.compressed)

    @property
    def expires_at(self) -> int:
        """From when on it is no evidence any more."""
        return self.signed_at + LIFETIME


def status_list_uri(tenant: Tenant, number: int) -> str:
    """Where a list is published."""
    return tenant.url(f"status/{number}")


def aggregation_uri(tenant: Tenant) -> str:
    """Where all lists of the tenant are named (section 9)."""
    return tenant.url("status")


def status_reference(tenant: Tenant, place: StatusIndex) -> dict[str, object]:
    """A place as a token names it (section 6.1)."""
    return {"idx": place.index, "uri": status_list_uri(tenant, place.list)}


def status_list_claims(
    tenant: Tenant, number: int, compressed: bytes, now: int
) -> dict[str, object]:
    """What the signed list says (section 5.1): of itself, and how to read its bits."""
    return {
        "iss": tenant.issuer,
        "sub": status_list_uri(tenant, number),
        "iat": now,
        "exp": now + LIFETIME,
        "ttl": TTL,
        "status_list": {
            "bits": BITS,
            "lst": lst(compressed),
            "aggregation_uri": aggregation_uri(tenant),
        },
    }


def lst(compressed: bytes) -> str:
    """The compressed bits as text (section 4.2): base64url without padding."""
    return urlsafe_b64encode(compressed).rstrip(b"=").decode()


def list_of_block(block: int) -> int:
    """The list that a block, counted from 0, lies in."""
    return block // _BLOCKS


def shuffled_block(block: int, seed: str) -> tuple[StatusIndex, ...]:
    """The places of a block in an order that nobody can foretell without the seed.

    Neighbouring places would tell which tokens were issued one after the other (section 12).
    """
    first = block % _BLOCKS * BLOCK
    indexes = range(first, first + BLOCK)
    order = sorted(indexes, key=lambda index: sha256(f"{seed}.{index}".encode()).digest())
    return tuple(StatusIndex(list_of_block(block), index) for index in order)
