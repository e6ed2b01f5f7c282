"""What tokens say (RFC 9068 section 2.2; IDT)."""

import pytest

from chalicelib.tenancy.model import Api, KeyPolicy
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.access import (
    Issuance,
    algorithm_of,
    lifetime_of,
    list_algorithm,
    machine_claims,
    person_claims,
)
from chalicelib.tokens.family import first_grant
from chalicelib.tokens.grant import Grant
from chalicelib.tokens.id_token import id_token_claims
from tests.builders import ADA, API, a_client, a_code, a_family, a_role_book, a_tenant
from tests.fakes.clock import NOON

TENANT = a_tenant()
STATUS = f"{TENANT.issuer}/status"


def issuance(*audiences: str) -> Issuance:
    return Issuance(tenant=TENANT, audiences=audiences, now=NOON, jti="j")


def a_grant(**code: object) -> Grant:
    """What redeeming `a_code()` gives its tokens to say."""
    return first_grant(a_code(**code), a_family())


def access(grant: Grant, *audiences: str) -> dict[str, object]:
    return person_claims(issuance(*audiences), a_client(), grant, a_role_book())


def test_an_access_token_says_who_for_whom_until_when() -> None:
    claims = access(a_grant(roles=("member",)), API)
    assert claims["iss"] == TENANT.issuer
    assert claims["sub"] == ADA
    assert claims["aud"] == API
    assert claims["client_id"] == "acme-web"
    assert claims["exp"] == NOON + 600
    assert claims["iat"] == NOON
    assert claims["scope"] == "openid email"
    assert claims["roles"] == ["member"]
    assert claims["entitlements"] == ["orders:read"]
    assert (claims["sid"], claims["grant_id"]) == (a_family().session_key, a_family().key)
    assert claims["auth_time"] == NOON


def test_an_access_token_tells_where_its_status_is_looked_up() -> None:
    status = access(a_grant(), API)["status"]
    assert status == {"status_list": {"idx": 7, "uri": f"{STATUS}/0"}}


def test_a_second_place_is_the_clients() -> None:
    """Removing a client is one bit, however many people use it."""
    client = a_client(status=StatusIndex(2, 9))
    claims = person_claims(issuance(API), client, a_grant(), a_role_book())
    assert claims["status"] == {
        "status_list": {"idx": 7, "uri": f"{STATUS}/0"},
        "client_status_list": {"idx": 9, "uri": f"{STATUS}/2"},
    }


def test_a_machines_token_rests_on_its_client_alone() -> None:
    client = a_client(id="jobs", status=StatusIndex(2, 9))
    claims = machine_claims(issuance(API), client, ())
    assert claims["status"] == {"status_list": {"idx": 9, "uri": f"{STATUS}/2"}}
    assert "status" not in machine_claims(issuance(API), a_client(id="jobs"), ())


def test_roles_that_were_undefined_since_are_left_out() -> None:
    claims = access(a_grant(roles=("ghost", "member")), API)
    assert claims["roles"] == ["member"]


def test_several_audiences_are_a_list_and_none_is_the_issuer() -> None:
    several = access(a_grant(), API, "https://b.test")
    assert several["aud"] == [API, "https://b.test"]
    assert access(a_grant())["aud"] == TENANT.issuer


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
    grant = a_grant(roles=("member",))
    claims = id_token_claims(TENANT, a_client(), grant, a_role_book(), NOON)
    assert set(claims) == {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "sid"}
    assert claims["aud"] == "acme-web"


def test_without_a_nonce_there_is_no_nonce() -> None:
    """AZ-9."""
    claims = id_token_claims(TENANT, a_client(), a_grant(nonce=None), a_role_book(), NOON)
    assert "nonce" not in claims


def test_claims_asked_for_come_along_but_never_replace_protocol_claims() -> None:
    """AZ-22."""
    evil = dict.fromkeys(("sub", "iss", "nonce", "sid"), "evil")
    grant = a_grant(id_token_claims={"name": "Ada", **evil})
    claims = id_token_claims(TENANT, a_client(), grant, a_role_book(), NOON)
    assert claims["name"] == "Ada"
    assert claims["sub"] == ADA
    assert claims["iss"] == TENANT.issuer
    assert claims["nonce"] == grant.nonce
    assert claims["sid"] == grant.session_key


@pytest.mark.parametrize("name", ["roles", "entitlements", "groups"])
def test_tenant_claims_go_to_clients_configured_for_them(name: str) -> None:
    """IDT-4."""
    client = a_client(id_token_claims=(name,))
    grant = a_grant(roles=("member",), groups=("g",))
    assert id_token_claims(TENANT, client, grant, a_role_book(), NOON)[name]


ES256 = KeyPolicy(algorithms=("RS256", "ES256"), algorithm="ES256")
ANY, RS256_ONLY = Api(audience="https://any.test", name="Any"), "https://rs256.test"


@pytest.mark.parametrize(
    ("audiences", "algorithm"),
    [
        ((), "ES256"),
        ((ANY.audience,), "ES256"),
        ((RS256_ONLY,), "RS256"),
        ((ANY.audience, RS256_ONLY), "RS256"),
    ],
)
def test_a_token_is_signed_as_every_api_takes_it_that_it_is_for(audiences, algorithm) -> None:
    pinned = Api(audience=RS256_ONLY, name="Old", signing_algorithm="RS256")
    tenant = a_tenant(keys=ES256, apis=(ANY, pinned))
    assert algorithm_of(tenant, audiences) == algorithm
    assert list_algorithm(tenant) == "RS256", "that API reads the lists, too"
    assert list_algorithm(a_tenant(keys=ES256, apis=(ANY,))) == "ES256"
