"""Client authentication (RFC 6749 section 2.3; TOK-2, TOK-3, TOK-10)."""

import base64
import hashlib
from urllib.parse import quote_plus

import pytest

from chalicelib.clients.authenticate import authenticate, read_credentials
from chalicelib.clients.model import Client
from chalicelib.protocol.errors import InvalidClient, InvalidRequest
from chalicelib.protocol.parameters import read_form
from chalicelib.protocol.vocabulary import ClientAuthentication

SECRET = "p+l/u%s : & = quote's"


def a_client(method: ClientAuthentication) -> Client:
    hashes = () if method is ClientAuthentication.NONE else (_hash("old"), _hash(SECRET))
    return Client(id="web", name="Web", authentication=method, secret_hashes=hashes)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def basic(client_id: str, secret: str) -> str:
    joined = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(joined.encode()).decode()}"


def test_a_secret_of_any_characters_survives_the_basic_header() -> None:
    """TOK-2: split at the first colon, then form-decode both halves."""
    credentials = read_credentials([basic("web", SECRET)], read_form(""))
    client = a_client(ClientAuthentication.BASIC)
    assert authenticate(credentials, client) is client


def test_the_scheme_may_be_written_in_any_case() -> None:
    header = basic("web", SECRET).replace("Basic", "bAsIc")
    assert read_credentials([header], read_form("")).client_id == "web"


def test_a_secret_in_the_body_is_client_secret_post() -> None:
    form = read_form(f"client_id=web&client_secret={quote_plus(SECRET)}")
    client = a_client(ClientAuthentication.POST)
    assert authenticate(read_credentials([], form), client) is client


def test_both_live_secrets_are_accepted() -> None:
    form = read_form("client_id=web&client_secret=old")
    assert authenticate(read_credentials([], form), a_client(ClientAuthentication.POST))


def test_a_public_client_only_says_its_name() -> None:
    credentials = read_credentials([], read_form("client_id=web"))
    assert authenticate(credentials, a_client(ClientAuthentication.NONE))


@pytest.mark.parametrize("registered", list(ClientAuthentication))
@pytest.mark.parametrize("used", list(ClientAuthentication))
def test_only_the_registered_method_counts(
    registered: ClientAuthentication, used: ClientAuthentication
) -> None:
    presented = {
        ClientAuthentication.BASIC: ([basic("web", SECRET)], ""),
        ClientAuthentication.POST: ([], f"client_id=web&client_secret={quote_plus(SECRET)}"),
        ClientAuthentication.NONE: ([], "client_id=web"),
    }
    headers, form = presented[used]
    credentials = read_credentials(headers, read_form(form))
    if used is registered:
        assert authenticate(credentials, a_client(registered))
    else:
        with pytest.raises(InvalidClient):
            authenticate(credentials, a_client(registered))


@pytest.mark.parametrize("used", list(ClientAuthentication))
def test_a_client_that_named_no_method_may_send_its_secret_either_way(
    used: ClientAuthentication,
) -> None:
    """RFC 6749 section 2.3.1 knows both; libraries differ in which one they try."""
    client = Client(id="web", name="Web", secret_hashes=(_hash(SECRET),))
    assert not client.is_public
    assert client.may_authenticate_by(used) is (used is not ClientAuthentication.NONE)


def test_a_wrong_secret_and_an_unknown_client_look_the_same() -> None:
    credentials = read_credentials([basic("web", "wrong")], read_form(""))
    with pytest.raises(InvalidClient) as wrong:
        authenticate(credentials, a_client(ClientAuthentication.BASIC))
    with pytest.raises(InvalidClient) as unknown:
        authenticate(credentials, None)
    assert wrong.value() == unknown.value()
    assert wrong.value.detail != unknown.value.detail


def test_a_failure_is_401_and_names_the_scheme() -> None:
    """TOK-3."""
    status, body, headers = InvalidClient("no")()
    assert status == 401
    assert body["error"] == "invalid_client"
    assert dict(headers)["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("headers", "form"),
    [
        ([basic("web", "s")], "client_id=web&client_secret=s"),
        ([basic("web", "s"), basic("web", "s")], ""),
        ([basic("web", "s")], "client_id=other"),
    ],
)
def test_two_authentications_in_one_request_are_one_too_many(headers: list[str], form: str) -> None:
    """TOK-10."""
    with pytest.raises(InvalidRequest):
        read_credentials(headers, read_form(form))


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"nocolon").decode(),
        "Basic " + base64.b64encode(b":secret").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Basic " + base64.b64encode(b"web:%ff").decode(),
        "Bearer abc",
        "",
    ],
)
def test_a_header_that_cannot_be_read_is_invalid_client(header: str) -> None:
    with pytest.raises(InvalidClient):
        read_credentials([header], read_form(""))


def test_no_authentication_at_all_is_invalid_client() -> None:
    """CA-6 in its general form."""
    with pytest.raises(InvalidClient):
        read_credentials([], read_form("grant_type=authorization_code"))
