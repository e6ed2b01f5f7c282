"""The Token Status List, against the specification's examples and a reader that we did not use."""

import base64
import json
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey

from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import (
    BLOCK,
    SIZE,
    STATUS_LIST_TYPE,
    StatusBits,
    lst,
    shuffled_block,
    status_list_claims,
    status_reference,
)
from tests.builders import ACME, a_tenant
from tests.fakes.clock import NOON
from tests.fakes.signer import LocalSigner

TENANT = a_tenant()
PLACES = st.integers(0, SIZE - 1)
STATUSES = st.dictionaries(PLACES, st.sampled_from(Status), max_size=50)


def independent_reading(bits: int, text: str, index: int) -> int:
    """Section 8.3 as somebody else would write it: the whole list as one number, then its bits."""
    packed = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return int.from_bytes(packed, "little") >> (index * bits) & (2**bits - 1)


@pytest.mark.parametrize(
    ("packed", "text"), [("b9a3", "eNrbuRgAAhcBXQ"), ("c944f9", "eNo76fITAAPfAgc")]
)
def test_lists_are_written_as_in_the_specifications_examples(packed, text):
    bits = StatusBits(bytes.fromhex(packed))
    assert lst(bits.compressed()) == text
    assert StatusBits.from_compressed(base64.urlsafe_b64decode(text + "==")) == bits


def test_statuses_are_read_as_in_the_specifications_example():
    expected = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
    bits = StatusBits(bytes.fromhex("c944f9"))
    assert [bits.of(index) for index in range(12)] == expected
    assert StatusBits(bytes(3)).with_statuses(dict(enumerate(map(Status, expected)))) == bits


@given(STATUSES)
def test_everybody_reads_what_was_written(statuses):
    compressed = StatusBits().with_statuses(statuses).compressed()
    bits = StatusBits.from_compressed(compressed)
    for index, status in statuses.items():
        assert bits.of(index) is status
        assert independent_reading(2, lst(compressed), index) == status


@given(STATUSES, STATUSES)
def test_what_changes_later_changes_nothing_else(before, after):
    both = StatusBits().with_statuses(before).with_statuses(after)
    assert both == StatusBits().with_statuses(before | after)


@pytest.mark.parametrize("index", [-1, SIZE])
def test_a_place_that_the_list_does_not_have_has_no_status(index):
    with pytest.raises(IndexError):
        StatusBits().of(index)


def test_the_last_place_is_in_the_list():
    assert StatusBits().with_statuses({SIZE - 1: Status.STALE}).of(SIZE - 1) is Status.STALE


def test_a_library_that_is_not_ours_verifies_and_reads_the_list():
    signer = LocalSigner()
    compressed = StatusBits().with_statuses({130_000: Status.SUSPENDED}).compressed()
    claims = status_list_claims(TENANT, 3, compressed, NOON)
    token = signer.seal(ACME, signer.key, STATUS_LIST_TYPE, claims)
    read = jwt.decode(token, RSAKey.import_key(signer.ring.jwks()["keys"][0]), ["RS256"])
    assert read.header["typ"] == "statuslist+jwt"
    assert read.claims == {
        "iss": TENANT.issuer,
        "sub": f"{TENANT.issuer}/status/3",
        "iat": NOON,
        "exp": NOON + 24 * 3600,
        "ttl": 30,
        "status_list": {
            "bits": 2,
            "lst": lst(compressed),
            "aggregation_uri": f"{TENANT.issuer}/status",
        },
    }
    told = read.claims["status_list"]
    assert independent_reading(told["bits"], told["lst"], 130_000) == Status.SUSPENDED


def test_a_token_names_its_place_by_the_subject_of_the_list():
    reference = status_reference(TENANT, StatusIndex(3, 7))
    assert reference == {"idx": 7, "uri": status_list_claims(TENANT, 3, b"", NOON)["sub"]}
    assert json.dumps(reference)


def test_a_list_in_which_few_ended_is_small():
    ended = dict.fromkeys(range(0, SIZE, 1000), Status.INVALID)
    assert len(StatusBits().compressed()) < 100
    assert len(StatusBits().with_statuses(ended).compressed()) < 700


def test_blocks_fill_lists_without_gap_or_overlap():
    blocks = [shuffled_block(block, "a seed") for block in range(2 * SIZE // BLOCK)]
    places = [place for block in blocks for place in block]
    assert set(places) == {StatusIndex(n, index) for n in (0, 1) for index in range(SIZE)}
    assert len(places) == 2 * SIZE
    assert {place.list for place in blocks[SIZE // BLOCK]} == {1}


def test_nobody_without_the_seed_can_tell_which_place_comes_next():
    one, other = shuffled_block(0, "a seed"), shuffled_block(0, "another seed")
    assert one != other
    assert sorted(one, key=lambda place: place.index) != list(one)
    neighbours = sum(abs(a.index - b.index) == 1 for a, b in pairwise(one))
    assert neighbours < 10
