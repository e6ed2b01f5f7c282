"""The authorization request is checked in the order in which failures may be reported (AZ)."""

from urllib.parse import urlencode

import pytest

from chalicelib.clients.model import Client
from chalicelib.clients.request import AuthorizationRequest, read_authorization_request
from chalicelib.protocol.parameters import read_form
from chalicelib.protocol.redirects import RefusedToClient, RefusedToPerson
from chalicelib.protocol.vocabulary import ClientAuthentication, GrantType, Prompt, ResponseMode
from chalicelib.tenancy.model import TenantId
from tests.builders import API, CHALLENGE, REDIRECT_URI, a_client, a_tenant

USUAL = {
    "client_id": "acme-web",
    "redirect_uri": REDIRECT_URI,
    "response_type": "code",
    "scope": "openid email",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "state": "s",
}


class OneClient:
    def __init__(self, client: Client) -> None:
        self.client = client

    def find(self, tenant: TenantId, client_id: str) -> Client | None:
        return self.client if client_id == self.client.id else None

    def knows_origin(self, tenant: TenantId, origin: str) -> bool:
        return False


def read(client: Client | None = None, /, **changes: str | None) -> AuthorizationRequest:
    asked = {name: value for name, value in {**USUAL, **changes}.items() if value is not None}
    return read_text(urlencode(asked), client)


def read_text(query: str, client: Client | None = None) -> AuthorizationRequest:
    return read_authorization_request(a_tenant(), OneClient(client or a_client()), read_form(query))


def test_a_good_request_is_understood() -> None:
    request = read(nonce="n", prompt="login", max_age="0", login_hint="ada@acme.test")
    assert request.scopes == ("openid", "email")
    assert request.audiences == (API,)
    assert request.code_challenge == CHALLENGE
    assert request.nonce == "n"
    assert request.wants_fresh_login


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": None}, "client_id is missing"),
        ({"client_id": "nobody"}, "client_id is not registered"),
        ({"redirect_uri": None}, "redirect_uri is missing"),
        ({"redirect_uri": f"{REDIRECT_URI}/"}, "redirect_uri is not registered"),
        ({"state": "x" * 2049}, "state is too long"),
        ({"state": "é"}, "state contains"),
    ],
)
def test_without_a_proven_way_back_the_person_is_told(
    changes: dict[str, str | None], words: str
) -> None:
    """AZ-5: never a redirect, not even to the only registered URI."""
    with pytest.raises(RefusedToPerson) as refused:
        read(**changes)
    assert words in refused.value.error.description


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "response_mode"])
def test_a_repeated_part_of_the_way_back_leaves_none(name: str) -> None:
    with pytest.raises(RefusedToPerson):
        read_text(f"{urlencode({'response_mode': 'query', **USUAL})}&{name}=x")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "https://x.test/r"}, "request_uri_not_supported"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "nothing known"}, "invalid_scope"),
        ({"resource": "https://api.globex.test"}, "invalid_target"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "maybe"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"nonce": "x" * 1025}, "invalid_request"),
    ],
)
def test_everything_else_is_told_to_the_client(changes: dict[str, str | None], error: str) -> None:
    """AZ-7, AZ-14, AZ-23, FPM-4: with state and issuer."""
    with pytest.raises(RefusedToClient) as refused:
        read(**changes)
    answer = dict(refused.value.response.parameters)
    assert answer["error"] == error
    assert answer["state"] == "s"
    assert answer["iss"] == a_tenant().issuer


def test_a_repeated_ordinary_parameter_is_told_to_the_client() -> None:
    """AZ-4."""
    with pytest.raises(RefusedToClient) as refused:
        read_text(f"{urlencode(USUAL)}&scope=openid")
    assert refused.value.error.error == "invalid_request"


def test_errors_go_by_form_post_where_that_was_asked_for() -> None:
    """FPM-2."""
    with pytest.raises(RefusedToClient) as refused:
        read(response_mode="form_post", response_type="token")
    assert refused.value.address.mode is ResponseMode.FORM_POST


def test_a_request_object_with_a_foreign_redirect_uri_is_shown_on_a_page() -> None:
    """AZ-23: only after AZ-5."""
    with pytest.raises(RefusedToPerson):
        read(request="eyJ", redirect_uri="https://evil.test/cb")


@pytest.mark.parametrize(
    "extra",
    [
        {"extra": "foobar"},
        {"login_hint": "nobody@nowhere.test"},
        {"ui_locales": "se"},
        {"claims_locales": "se"},
        {"display": "wap"},
        {"acr_values": "unheard of"},
        {"claims": '{"userinfo": {"name": {"essential": true}}}'},
    ],
)
def test_what_we_do_not_know_is_never_an_error(extra: dict[str, str]) -> None:
    """AZ-2, AZ-20, AZ-22."""
    assert read(**extra)


@pytest.mark.parametrize("length", [1, 128, 1000])
def test_long_states_come_back_whole(length: int) -> None:
    """AZ-8."""
    assert read(state="x" * length).address.state == "x" * length


def test_the_order_of_scopes_does_not_matter_and_unknown_ones_are_dropped() -> None:
    """AZ-3, and Core section 3.1.2.1."""
    assert set(read(scope="email offline_access openid").scopes) == {"email", "openid"}


def test_a_request_without_openid_is_plain_oauth() -> None:
    """AZ-29."""
    assert "openid" not in read(scope="orders:read").scopes


def test_pkce_may_be_left_out_only_where_the_document_says_so() -> None:
    optional = a_client(pkce_required=False)
    assert read(optional, code_challenge=None, code_challenge_method=None).code_challenge is None


def test_several_prompts_are_understood() -> None:
    assert read(prompt="login consent").prompts == {Prompt.LOGIN, Prompt.CONSENT}


def test_a_machine_client_may_not_sign_people_in() -> None:
    machine = a_client(grant_types=(GrantType.CLIENT_CREDENTIALS,))
    with pytest.raises(RefusedToClient) as refused:
        read(machine)
    assert refused.value.error.error == "unauthorized_client"


def test_a_public_client_names_its_resource() -> None:
    client = a_client(
        authentication=ClientAuthentication.NONE, audiences=(API, "https://api2.acme.test")
    )
    assert read(client, resource="https://api2.acme.test").audiences == ("https://api2.acme.test",)
