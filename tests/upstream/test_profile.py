"""The profile: standard claims of the right type, and nothing that breaks what comes later."""

import pytest

from chalicelib.protocol.vocabulary import STANDARD_CLAIMS
from chalicelib.upstream.claims import find_email, read_texts
from chalicelib.upstream.profile import LARGEST_PROFILE, read_profile

FULL = {
    name: f"some {name}"
    for name in STANDARD_CLAIMS
    if name not in {"email", "email_verified", "address", "updated_at", "phone_number_verified"}
} | {
    "profile": "https://people.test/alice",
    "picture": "https://people.test/alice.png",
    "website": "http://alice.test",
    "birthdate": "0000-10-31",
    "updated_at": 1_700_000_000,
    "address": {"street_address": "1 Main St", "country": "DE"},
    "phone_number_verified": False,
}


def test_every_standard_claim_of_the_right_type_is_kept():
    assert read_profile(FULL) == FULL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", None),
        ("name", 7),
        ("name", ["Alice"]),
        ("name", "x" * 1025),
        ("name", "\ud800"),
        ("birthdate", "31.10."),
        ("updated_at", "1700000000"),
        ("updated_at", True),
        ("updated_at", float("inf")),
        ("updated_at", -1),
        ("address", "1 Main St"),
        ("address", {"planet": "Earth"}),
        ("address", {"country": 49}),
        ("phone_number_verified", "true"),
        ("picture", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("email", "alice@example.com"),
        ("email_verified", True),
        ("roles", ["admin"]),
        ("sub", "alice"),
    ],
)
def test_everything_else_is_left_out(name, value):
    assert read_profile({name: value}) == {}


def test_a_fraction_of_a_second_is_dropped():
    assert read_profile({"updated_at": 1_700_000_000.9}) == {"updated_at": 1_700_000_000}


def test_a_profile_stays_small_whatever_is_told():
    told = dict.fromkeys(("name", "given_name", "nickname", "locale", "zoneinfo"), "ü" * 1000)
    assert 0 < len(str(read_profile(told)).encode()) <= LARGEST_PROFILE


@pytest.mark.parametrize(
    "email", ["", "@x.test", "ada", "ada@", "ada@host", "a b@x.test", "a\n@x.test", 7, None, ["a"]]
)
def test_what_could_be_no_address_is_none(email):
    assert find_email({"email": email}) is None


def test_groups_may_come_bare_and_are_bounded():
    assert read_texts("sales") == ("sales",)
    assert read_texts(["a", "a", 7, "", "b"]) == ("a", "b")
    assert read_texts(None) == ()
    assert len(read_texts([str(number) for number in range(10_000)])) == 256
