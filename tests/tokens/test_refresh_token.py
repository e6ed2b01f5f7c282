"""A refresh token has one spelling, one tenant and one successor; everything else is a guess."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.tokens.refresh_token import (
    RefreshKey,
    RefreshToken,
    family_key,
    read_refresh_token,
    write_refresh_token,
)
from tests.builders import ACME, ADA, FAMILY_SECRET, GLOBEX, SECRET, a_session

KEY = RefreshKey(version=3, secret=b"k" * 32)
TOKEN = RefreshToken(
    key_version=3,
    generation=12,
    secret=FAMILY_SECRET,
    user_id=ADA,
    session_key=a_session().key,
)
TEXT = write_refresh_token(ACME, KEY, TOKEN)
PARTS = TEXT.split(".")


def is_genuine(text: str, tenant: str = ACME, key: RefreshKey = KEY) -> bool:
    unproven = read_refresh_token(text)
    return unproven is not None and unproven.is_genuine(tenant, key)


def test_a_token_of_ours_says_again_what_it_was_made_of() -> None:
    unproven = read_refresh_token(TEXT)
    assert unproven is not None
    assert unproven.token == TOKEN
    assert unproven.is_genuine(ACME, KEY)


def test_a_token_fits_where_clients_keep_it() -> None:
    longest = RefreshToken(
        key_version=10**9,
        generation=10**9,
        secret=FAMILY_SECRET,
        user_id=ADA,
        session_key=a_session().key,
    )
    text = write_refresh_token(ACME, KEY, longest)
    assert len(text) <= 512
    assert is_genuine(text)
    assert set(text) <= set(string.ascii_letters + string.digits + "-_.")


def test_a_token_has_one_successor_made_with_the_same_key() -> None:
    assert TOKEN.successor == RefreshToken(
        key_version=3,
        generation=13,
        secret=FAMILY_SECRET,
        user_id=ADA,
        session_key=a_session().key,
    )
    assert write_refresh_token(ACME, KEY, TOKEN.successor) == write_refresh_token(
        ACME, KEY, TOKEN.successor
    )


def test_a_family_is_stored_under_a_hash_of_its_secret() -> None:
    assert TOKEN.family_key == TOKEN.successor.family_key == family_key(FAMILY_SECRET)
    assert FAMILY_SECRET not in TOKEN.family_key


def test_a_token_proves_nothing_to_another_tenant_though_it_had_the_same_key() -> None:
    assert not is_genuine(TEXT, GLOBEX)
    assert not is_genuine(TEXT, "")
    assert not is_genuine(TEXT, ACME + "\n")


@pytest.mark.parametrize("secret", [b"", b"x" * 32, b"k" * 31, b"k" * 33])
def test_a_token_is_proven_by_no_other_key(secret: bytes) -> None:
    assert not is_genuine(TEXT, key=RefreshKey(version=3, secret=secret))


@pytest.mark.parametrize("part", range(len(PARTS)))
@pytest.mark.parametrize(
    "other", ["", "1", "13", "4", "A" * 43, SECRET, "b" * 43, "f" * 64, "٣", "é", " ", "\n", "\0"]
)
def test_no_part_can_be_another(part: int, other: str) -> None:
    parts = [*PARTS[:part], other, *PARTS[part + 1 :]]
    assert not is_genuine(".".join(parts))


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize(
    "spelt",
    ["0{}", "+{}", "-{}", " {}", "{} ", "{}.0", "{}e0", "0x{}", "{}_0", "{}\n", "{}²"],
)
def test_a_number_has_one_spelling(part: int, spelt: str) -> None:
    parts = [*PARTS]
    parts[part] = spelt.format(parts[part])
    assert not is_genuine(".".join(parts))


@pytest.mark.parametrize("zero", [0x660, 0xFF10, 0x1D7CE])
@pytest.mark.parametrize("part", [0, 1])
def test_digits_of_other_scripts_are_no_digits(part: int, zero: int) -> None:
    parts = [*PARTS]
    parts[part] = "".join(chr(zero + int(digit)) for digit in parts[part])
    assert parts[part].isdecimal()
    assert read_refresh_token(".".join(parts)) is None


@pytest.mark.parametrize("number", ["0", "1000000001", "9" * 20, "9" * 400, "9" * 5000])
@pytest.mark.parametrize("part", [0, 1])
def test_numbers_that_we_never_wrote_are_not_even_read(part: int, number: str) -> None:
    parts = [*PARTS]
    parts[part] = number
    assert read_refresh_token(".".join(parts)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "." * 5,
        "." * 100_000,
        "1" * 100_000,
        TEXT * 300,
        TEXT + "." + "x" * 100_000,
        "1.1" + "." * 4,
        "\ud800" + TEXT,
        TEXT.upper(),
        TEXT.lower(),
        TEXT.swapcase(),
        TEXT + "=",
        TEXT + ".",
        "." + TEXT,
        TEXT + " ",
        " " + TEXT,
        TEXT + "\n",
        TEXT + "\0",
        TEXT.replace(".", ".."),
        TEXT.replace("-", "+").replace("_", "/") + "=",
        TEXT.replace(".", "%2E"),
        TEXT[:-1],
        TEXT[1:],
        TEXT[::-1],
    ],
)
def test_what_is_spelt_otherwise_is_not_ours(text: str) -> None:
    assert not is_genuine(text)


def test_the_last_letter_of_a_proof_has_no_spare_bits() -> None:
    """Two spellings of the same bytes would be two tokens."""
    genuine = [letter for letter in string.printable if is_genuine(TEXT[:-1] + letter)]
    assert genuine == [TEXT[-1]]


@settings(deadline=None)
@given(st.text())
def test_no_text_is_genuine_by_chance_and_none_is_a_crash(text: str) -> None:
    assert not is_genuine(text)


_parts = st.lists(
    st.one_of(st.sampled_from(PARTS), st.text(max_size=5), st.integers().map(str)),
    min_size=5,
    max_size=7,
)


@settings(deadline=None)
@given(_parts)
@example(PARTS)
def test_parts_of_a_genuine_token_put_together_otherwise_are_not_ours(parts: list[str]) -> None:
    text = ".".join(parts)
    assert is_genuine(text) == (text == TEXT)


_letters = st.one_of(
    st.sampled_from(string.ascii_letters + string.digits + "-_.=+/ \n\0"), st.characters()
)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 3), st.text(_letters, max_size=3)),
        max_size=4,
    )
)
def test_a_token_that_was_touched_anywhere_is_not_ours(
    cuts: list[tuple[int, int, str]],
) -> None:
    text = TEXT
    for at, length, instead in cuts:
        text = text[:at] + instead + text[at + length :]
    assert is_genuine(text) == (text == TEXT)


@settings(deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 10**9), st.text("ab-_", max_size=9), st.text("ab-_"))
def test_tokens_that_differ_in_anything_differ(
    version: int, generation: int, secret: str, user_id: str
) -> None:
    made = RefreshToken(
        key_version=version,
        generation=generation,
        secret=secret,
        user_id=user_id,
        session_key=TOKEN.session_key,
    )
    text = write_refresh_token(ACME, KEY, made)
    assert text != TEXT
    if len(text) <= 512:
        unproven = read_refresh_token(text)
        assert unproven is not None
        assert unproven.token == made
