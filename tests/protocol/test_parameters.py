"""Text is checked once, at the door (RFC 6749 section 3.1 and appendix A)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.parameters import read_form, read_pairs


def test_a_value_is_decoded_once() -> None:
    assert read_form("state=a%252Fb+c").find("state") == "a%2Fb c"


def test_an_empty_value_counts_as_absent() -> None:
    assert read_form("state=&nonce").find("state") is None


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(InvalidRequest, match="client_id is missing"):
        read_form("").require("client_id")


def test_a_repeated_parameter_is_refused_by_name() -> None:
    """AZ-4."""
    parameters = read_form("scope=a&scope=b&state=x")
    assert parameters.find("state") == "x"
    with pytest.raises(InvalidRequest, match="scope is repeated"):
        parameters.find("scope")
    with pytest.raises(InvalidRequest, match="scope is repeated"):
        parameters.check()


def test_the_same_value_twice_is_still_a_repetition() -> None:
    with pytest.raises(InvalidRequest):
        read_form("code=a&code=a").require("code")


def test_several_resources_are_welcome() -> None:
    """RFC 8707 section 2."""
    assert read_form("resource=a&resource=b").check().resources == ("a", "b")


@pytest.mark.parametrize("text", ["state=%zz", "state=%f", "%=1", "a=%c3%28"])
def test_malformed_encoding_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_form(text)


def test_absurd_numbers_of_parameters_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="too many"):
        read_form("&".join(f"p{n}=1" for n in range(101)))


@pytest.mark.parametrize("value", ["a\nb", "a\x00", "é", "�", "\u202e"])
def test_protocol_parameters_are_printable_ascii(value: str) -> None:
    with pytest.raises(InvalidRequest, match="redirect_uri contains"):
        read_pairs([("redirect_uri", value)]).find("redirect_uri")


def test_a_login_hint_may_be_anybodys_name() -> None:
    """AZ-20."""
    assert read_pairs([("login_hint", "Zoë@exämple.test")]).check().find("login_hint")


def test_unknown_parameters_are_left_alone_whatever_they_say() -> None:
    """AZ-2."""
    assert read_pairs([("utm", "é\n"), ("state", "s")]).check().find("state") == "s"


def test_a_hostile_name_is_not_repeated_in_the_error() -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_form("%22%3E=1&%22%3E=2").check()
    assert refused.value.description == "a parameter is repeated"


@given(st.text())
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    descriptions = []
    try:
        read_form(text).check()
    except InvalidRequest as refused:
        descriptions.append(refused.description)
    assert all(description.isprintable() for description in descriptions)
