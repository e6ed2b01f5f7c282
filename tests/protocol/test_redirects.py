"""One way back to the client: codes and errors alike carry state and iss."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.protocol.errors import AccessDenied, OAuthError
from chalicelib.protocol.redirects import RedirectTarget, ReturnAddress

ADDRESS = ReturnAddress(
    issuer="https://op.test/t/acme", target=RedirectTarget("https://app.test/cb"), state="s t&a=te"
)


def test_a_code_travels_with_state_and_issuer() -> None:
    """AZ-8, AZ-10, AZ-11."""
    answer = parse_qs(urlsplit(ADDRESS.with_code("c0de").location).query)
    assert answer == {"code": ["c0de"], "state": ["s t&a=te"], "iss": [ADDRESS.issuer]}


def test_an_error_travels_with_state_and_issuer() -> None:
    answer = parse_qs(urlsplit(ADDRESS.with_error(AccessDenied("no")).location).query)
    assert answer["error"] == ["access_denied"]
    assert answer["state"] == ["s t&a=te"]
    assert answer["iss"] == [ADDRESS.issuer]


def test_no_state_in_no_state_out() -> None:
    """AZ-8."""
    assert "state" not in replace(ADDRESS, state=None).with_code("c").location


def test_a_registered_query_is_kept_to_the_letter() -> None:
    """AZ-6: RFC 6749 section 3.1.2."""
    target = RedirectTarget("https://app.test/cb?dummy1=lorem&x=%7e+y")
    location = replace(ADDRESS, target=target).with_code("c").location
    assert location.startswith(f"{target}&code=c&")


@pytest.mark.parametrize("text", ['say "no"', "back\\slash", "two\nlines", "ümlaut"])
def test_descriptions_keep_to_the_characters_that_the_rfc_allows(text: str) -> None:
    """AZ-12."""
    description = OAuthError(text).description
    assert all(" " <= c <= "~" and c not in '"\\' for c in description)
