"""What status lists weigh, and what it takes to build them: no AWS, no network, no signature."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.tenancy.status import Status
from chalicelib.tokens.status_list import (
    BITS,
    SIZE,
    STATUS_LIST_TYPE,
    StatusBits,
    status_list_claims,
)
from tests.builders import a_tenant

PLACES: Final = 1_000_000
RATES: Final = (0.0, 0.001, 0.01)
TIMES: Final = 30
NOW: Final = 1_750_000_000
_IN_A_BYTE: Final = 8 // BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One way to lay out the places of a tenant, in bytes."""

    rate: float
    layout: str
    lists: int
    packed: int
    compressed: int
    signed: int  # all lists together, as they travel
    gzipped: int  # the same, if the transport compressed them once more

    def row(self) -> tuple[str, ...]:
        """For the table."""
        each = (self.packed, self.compressed, self.signed // self.lists, self.signed, self.gzipped)
        return (f"{self.rate:.1%}", self.layout, *(f"{number:,}" for number in each))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Seconds of CPU that one step took, time after time."""

    name: str
    seconds: tuple[float, ...]

    def row(self) -> tuple[str, ...]:
        """For the table, in milliseconds."""
        return (self.name, *(f"{1000 * each:.3f}" for each in (median(self.seconds), self.least)))

    @property
    def least(self) -> float:
        """Of CPU."""
        return min(self.seconds)


def revoked_among(places: int, rate: float) -> dict[int, Status]:
    """Places that nobody can foretell, as ours are handed out; the same in every run."""
    chosen = Random(places).sample(range(places), round(places * rate))  # noqa: S311 - no secret
    return dict.fromkeys(chosen, Status.INVALID)


def measure_sizes() -> Iterator[Size]:
    """Ours, and what one list for the whole tenant would weigh."""
    lists = -(-PLACES // SIZE)
    for rate in RATES:
        ours = StatusBits().with_statuses(revoked_among(SIZE, rate))
        whole = StatusBits(bytes(PLACES // _IN_A_BYTE)).with_statuses(revoked_among(PLACES, rate))
        yield _size(rate, f"{lists} lists of {SIZE:,}, two bits", ours.packed, lists)
        yield _size(rate, f"one of {PLACES:,}, two bits", whole.packed)
        yield _size(rate, f"one of {PLACES:,}, one bit", _single_bits(revoked_among(PLACES, rate)))


def measure_building(rate: float) -> Iterator[Duration]:
    """The steps from statuses to a signed list, for one of our lists."""
    statuses, tenant, key = revoked_among(SIZE, rate), a_tenant(), _key()
    bits = StatusBits().with_statuses(statuses)
    compressed = bits.compressed()
    claims = status_list_claims(tenant, 0, compressed, NOW)
    steps: dict[str, Callable[[], Any]] = {
        "pack what became of every place": lambda: StatusBits().with_statuses(statuses),
        "unpack, change one place": lambda: StatusBits.from_compressed(compressed).with_statuses(
            {7: Status.INVALID}
        ),
        "compress": bits.compressed,
        "put into claims": lambda: status_list_claims(tenant, 0, compressed, NOW),
        "sign (with a key at hand; ours are in KMS)": lambda: sign(claims, key),
    }
    for name, act in steps.items():
        yield timed(f"{rate:.1%}: {name}", act)


def timed(name: str, act: Callable[[], Any], *, at_once: int = 1) -> Duration:
    """Do it often; `at_once` times between two looks at the clock, which are not free."""
    seconds = []
    for _ in range(TIMES):
        began = process_time()
        for _ in range(at_once):
            act()
        seconds.append((process_time() - began) / at_once)
    return Duration(name=name, seconds=tuple(seconds))


def sign(claims: dict[str, object], key: Any) -> str:
    """A signed list."""
    header = {"kid": "k" * 43, "typ": STATUS_LIST_TYPE}
    return jwt.encode(claims, key, "RS256", headers=header)


def _size(rate: float, layout: str, packed: bytes, lists: int = 1) -> Size:
    compressed = StatusBits(packed).compressed()
    token = sign(status_list_claims(a_tenant(), 0, compressed, NOW), _key()).encode()
    return Size(
        rate=rate,
        layout=layout,
        lists=lists,
        packed=len(packed),
        compressed=len(compressed),
        signed=len(token) * lists,
        gzipped=len(gzip.compress(token)) * lists,
    )


def _single_bits(statuses: dict[int, Status]) -> bytes:
    packed = bytearray(PLACES // 8)
    for index in statuses:
        packed[index // 8] |= 1 << index % 8
    return bytes(packed)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
