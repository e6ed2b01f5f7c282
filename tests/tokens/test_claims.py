"""What tokens say (RFC 9068 section 2.2; IDT)."""

import pytest

from chalicelib.tenancy.model import Api
from chalicelib.tokens.access import Issuance, lifetime_of, machine_claims, person_claims
from chalicelib.tokens.id_token import id_token_claims
from tests.builders import ADA, API, a_client, a_code, a_role_book, a_tenant
from tests.fakes.clock import NOON

TENANT = a_tenant()


def issuance(*audiences: str) -> Issuance:
    return Issuance(tenant=TENANT, audiences=audiences, now=NOON, jti="j")


def test_an_access_token_says_who_for_whom_until_when() -> None:
    claims = person_claims(issuance(API), a_code(roles=("member",)), a_role_book())
    assert claims["iss"] == TENANT.issuer
    assert claims["sub"] == ADA
    assert claims["aud"] == API
    assert claims["client_id"] == "acme-web"
    assert claims["exp"] == NOON + 600
    assert claims["iat"] == NOON
    assert claims["scope"] == "openid email"
    assert claims["roles"] == ["member"]
    assert claims["entitlements"] == ["orders:read"]


def test_roles_that_were_undefined_since_are_left_out() -> None:
    claims = person_claims(issuance(API), a_code(roles=("ghost", "member")), a_role_book())
    assert claims["roles"] == ["member"]


def test_several_audiences_are_a_list_and_none_is_the_issuer() -> None:
    several = person_claims(issuance(API, "https://b.test"), a_code(), a_role_book())
    assert several["aud"] == [API, "https://b.test"]
    assert person_claims(issuance(), a_code(), a_role_book())["aud"] == TENANT.issuer


def test_the_strictest_api_decides_how_long_a_token_lives() -> None:
    strict = Api(audience="https://b.test", name="B", access_token_lifetime=120)
    tenant = a_tenant(apis=(*TENANT.apis, strict))
    assert lifetime_of(tenant, (API, "https://b.test")) == 120


def test_a_machine_is_its_own_subject_and_has_no_roles() -> None:
    claims = machine_claims(issuance(API), a_client(id="jobs"), ("orders:read",))
    assert claims["sub"] == claims["client_id"] == "jobs"
    assert not {"roles", "sid", "auth_time"} & set(claims)


def test_an_id_token_has_protocol_claims_and_nothing_else() -> None:
    """IDT-1, IDT-4."""
    claims = id_token_claims(TENANT, a_client(), a_code(roles=("member",)), a_role_book(), NOON)
    assert set(claims) == {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce"}
    assert claims["aud"] == "acme-web"


def test_without_a_nonce_there_is_no_nonce() -> None:
    """AZ-9."""
    claims = id_token_claims(TENANT, a_client(), a_code(nonce=None), a_role_book(), NOON)
    assert "nonce" not in claims


def test_claims_asked_for_come_along_but_never_replace_protocol_claims() -> None:
    """AZ-22."""
    code = a_code(id_token_claims={"name": "Ada", "sub": "evil", "iss": "evil", "nonce": "evil"})
    claims = id_token_claims(TENANT, a_client(), code, a_role_book(), NOON)
    assert claims["name"] == "Ada"
    assert claims["sub"] == ADA
    assert claims["iss"] == TENANT.issuer
    assert claims["nonce"] == code.nonce


@pytest.mark.parametrize("name", ["roles", "entitlements", "groups"])
def test_tenant_claims_go_to_clients_configured_for_them(name: str) -> None:
    """IDT-4."""
    client = a_client(id_token_claims=(name,))
    code = a_code(roles=("member",), groups=("g",))
    assert id_token_claims(TENANT, client, code, a_role_book(), NOON)[name]
