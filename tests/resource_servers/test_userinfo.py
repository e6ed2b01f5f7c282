"""Bearer tokens and what they learn (UI)."""

import pytest

from chalicelib.protocol.errors import InsufficientScope, InvalidRequest, MissingToken
from chalicelib.resource_servers.bearer import require_bearer
from chalicelib.resource_servers.userinfo import require_openid, userinfo_claims
from chalicelib.tokens.verify import PersonalAccess, VerifiedAccess
from tests.builders import ADA, API, a_family, a_user
from tests.fakes.clock import NOON

PERSON = PersonalAccess("g", "s")


def access(*scopes: str, person: PersonalAccess | None = PERSON) -> VerifiedAccess:
    return VerifiedAccess(
        subject=ADA,
        client_id="acme-web",
        scopes=scopes,
        audiences=(API,),
        person=person,
        claims={},
    )


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(scheme: str) -> None:
    """UI-9."""
    assert require_bearer([f"{scheme} abc.def.ghi"], None) == "abc.def.ghi"


def test_a_token_may_come_in_a_form() -> None:
    """UI-1."""
    assert require_bearer([], "abc") == "abc"


@pytest.mark.parametrize("headers", [[], ["Basic YTpi"], ["DPoP abc"]])
def test_no_token_is_met_with_a_bare_challenge(headers: list[str]) -> None:
    with pytest.raises(MissingToken) as missing:
        require_bearer(headers, None)
    status, _, sent = missing.value()
    assert status == 401
    assert dict(sent)["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("headers", "posted"),
    [
        (["Bearer a"], "a"),
        (["Bearer a", "Bearer b"], None),
        (['Bearer "a"'], None),
        (["Bearer "], None),
    ],
)
def test_several_or_garbled_tokens_are_refused(headers: list[str], posted: str | None) -> None:
    with pytest.raises(InvalidRequest):
        require_bearer(headers, posted)


def test_a_token_without_openid_is_403() -> None:
    """UI-5."""
    with pytest.raises(InsufficientScope) as refused:
        require_openid(access("email"))
    assert refused.value()[0] == 403


def test_a_token_with_openid_says_on_whose_behalf_it_asks() -> None:
    assert require_openid(access("openid")) == PERSON


def test_a_machines_token_learns_nothing() -> None:
    with pytest.raises(InsufficientScope):
        require_openid(access("openid", person=None))


def test_claims_follow_scopes() -> None:
    """UI-2, UI-3."""
    assert userinfo_claims(access("openid"), a_family(), a_user()) == {"sub": ADA}
    claims = userinfo_claims(access("openid", "email", "profile"), a_family(), a_user())
    assert claims["email"] == "ada@acme.test"
    assert claims["email_verified"] is True
    assert claims["name"] == "Ada Lovelace"
    assert claims["updated_at"] == NOON


def test_claims_asked_for_by_name_come_along() -> None:
    """AZ-22."""
    family = a_family(userinfo_claims=("given_name",))
    claims = userinfo_claims(access("openid"), family, a_user())
    assert claims == {"sub": ADA, "given_name": "Ada"}


def test_a_claim_without_a_value_is_left_out() -> None:
    """Core section 5.3.2."""
    claims = userinfo_claims(access("openid", "email"), a_family(), a_user(email=None))
    assert not {"email", "email_verified"} & set(claims)
