"""The authorization request, checked in the order in which its failures may be reported.

First everything without which no answer may be redirected (client, redirect URI, way back), then
everything that the client itself can be told.
"""

from dataclasses import dataclass

from chalicelib.clients.claims_request import NO_CLAIMS, ClaimsRequest, read_claims_request
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.clients.targets import require_audiences
from chalicelib.protocol.errors import (
    InvalidRequest,
    InvalidScope,
    OAuthError,
    RequestNotSupported,
    RequestUriNotSupported,
    UnauthorizedClient,
    UnsupportedResponseType,
)
from chalicelib.protocol.parameters import Parameters
from chalicelib.protocol.pkce import require_challenge
from chalicelib.protocol.redirects import RefusedToClient, RefusedToPerson, ReturnAddress
from chalicelib.protocol.vocabulary import (
    OFFLINE_ACCESS,
    GrantType,
    Prompt,
    ResponseMode,
)
from chalicelib.tenancy.model import Tenant

_LONGEST_STATE = 2048
_LONGEST_NONCE = 1024
_LONGEST_LOCALES = 200  # a preference: what is longer is cut, never an error (AZ-20)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request that may be honoured once the person is known (Core section 3.1.2.1)."""

    client_id: str
    address: ReturnAddress
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    code_challenge: str | None
    nonce: str | None = None
    prompts: frozenset[Prompt] = frozenset()
    max_age: int | None = None
    id_token_hint: str | None = None
    login_hint: str | None = None
    connection: str | None = None
    acr_values: tuple[str, ...] = ()
    ui_locales: str | None = None
    claims: ClaimsRequest = NO_CLAIMS

    @property
    def wants_fresh_login(self) -> bool:
        """Whether no session is young enough: `max_age=0` says the same as prompt=login."""
        return Prompt.LOGIN in self.prompts or self.max_age == 0


def read_authorization_request(
    tenant: Tenant, clients: ClientRegistry, parameters: Parameters
) -> AuthorizationRequest:
    """Check an authorization request.

    Raises RefusedToPerson while there is no proven way back (AZ-5), RefusedToClient afterwards.
    """
    try:
        client = _require_client(tenant, clients, parameters)
        address = _require_address(tenant, client, parameters)
    except OAuthError as error:
        raise RefusedToPerson(error) from error
    try:
        return _require_request(client, address, parameters)
    except OAuthError as error:
        raise RefusedToClient(error, address) from error


def _require_client(tenant: Tenant, clients: ClientRegistry, parameters: Parameters) -> Client:
    client_id = parameters.require("client_id")
    client = clients.find(tenant.id, client_id)
    if client is None:
        raise InvalidRequest("client_id is not registered", detail=f"{client_id[:80]!r}")
    return client


def _require_address(tenant: Tenant, client: Client, parameters: Parameters) -> ReturnAddress:
    target = client.redirect_target(parameters.require("redirect_uri"))
    state = parameters.find("state")
    if state is not None and len(state) > _LONGEST_STATE:
        raise InvalidRequest("state is too long")
    asked = parameters.find("response_mode") or ResponseMode.QUERY
    known = asked in tuple(ResponseMode)
    address = ReturnAddress(
        issuer=tenant.issuer,
        target=target,
        mode=ResponseMode(asked) if known else ResponseMode.QUERY,
        state=state,
    )
    if not known:
        error = InvalidRequest("response_mode must be query or form_post")
        raise RefusedToClient(error, address)
    return address


def _require_request(
    client: Client, address: ReturnAddress, parameters: Parameters
) -> AuthorizationRequest:
    _refuse_request_objects(parameters)
    parameters.check()
    _require_code_flow(client, parameters)
    prompts = _read_prompts(parameters.find("prompt"))
    scopes = _allowed_scopes(client, parameters.find("scope"), asks=Prompt.CONSENT in prompts)
    claims_text = parameters.find("claims")
    return AuthorizationRequest(
        client_id=client.id,
        address=address,
        scopes=scopes,
        audiences=require_audiences(client, parameters.resources),
        code_challenge=_require_pkce(client, parameters),
        nonce=_short("nonce", parameters.find("nonce"), _LONGEST_NONCE),
        prompts=prompts,
        max_age=_read_max_age(parameters.find("max_age")),
        id_token_hint=parameters.find("id_token_hint"),
        login_hint=_short("login_hint", parameters.find("login_hint"), 320),
        connection=parameters.find("connection"),
        acr_values=tuple((parameters.find("acr_values") or "").split())[:10],
        ui_locales=(parameters.find("ui_locales") or "")[:_LONGEST_LOCALES] or None,
        claims=read_claims_request(claims_text) if claims_text else NO_CLAIMS,
    )


def _refuse_request_objects(parameters: Parameters) -> None:
    # OpenID Connect Core section 3.1.2.6; only after the outer redirect_uri was proven (AZ-23).
    if parameters.find("request") is not None:
        raise RequestNotSupported("request objects are not supported, send plain parameters")
    if parameters.find("request_uri") is not None:
        raise RequestUriNotSupported("request_uri is not supported, send plain parameters")


def _require_code_flow(client: Client, parameters: Parameters) -> None:
    response_type = parameters.require("response_type")
    if response_type != "code":
        raise UnsupportedResponseType("response_type must be code, with PKCE")
    if not client.check_grant_type(GrantType.AUTHORIZATION_CODE):
        raise UnauthorizedClient("this client may not use the authorization code grant")


def _allowed_scopes(client: Client, scope: str | None, *, asks: bool) -> tuple[str, ...]:
    """The scopes asked for that the client may have; others are ignored (Core section 3.1.2.1)."""
    if scope is None:
        return ()
    asked = dict.fromkeys(scope.split(" "))
    allowed = tuple(name for name in asked if name in client.scopes)
    if not allowed:
        raise InvalidScope("none of the scopes asked for is available to this client")
    if client.may_stay(asked_for_consent=asks):
        return allowed
    # Core section 11: not granted without consent, and then ignored rather than refused.
    return tuple(name for name in allowed if name != OFFLINE_ACCESS)


def _require_pkce(client: Client, parameters: Parameters) -> str | None:
    challenge = require_challenge(
        parameters.find("code_challenge"), parameters.find("code_challenge_method")
    )
    if challenge is None and client.pkce_required:
        raise InvalidRequest("code_challenge is missing: PKCE with S256 is required")
    return challenge


def _read_prompts(text: str | None) -> frozenset[Prompt]:
    try:
        prompts = frozenset(Prompt(value) for value in (text or "").split())
    except ValueError as error:
        raise InvalidRequest("prompt has an unknown value") from error
    if Prompt.NONE in prompts and len(prompts) > 1:
        raise InvalidRequest("prompt=none cannot be combined with other values")
    return prompts


def _read_max_age(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise InvalidRequest("max_age must be a number of seconds")
    return int(text)


def _short(name: str, value: str | None, longest: int) -> str | None:
    if value is not None and len(value) > longest:
        raise InvalidRequest(f"{name} is too long")
    return value
