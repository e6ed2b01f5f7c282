"""A token request as Authlib's grants and endpoints read it, and the answer they give."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

from chalicelib.clients.authenticate import Credentials
from chalicelib.protocol.parameters import Parameters

_READ_BY_AUTHLIB = (
    *("grant_type", "code", "redirect_uri", "scope", "client_id", "refresh_token"),
    "token",
)


class TokenRequest(OAuth2Request):
    """A POST by a client: parameters already checked, credentials already read."""

    client: Any  # None until Authlib's steps have authenticated it, then a Client

    def __init__(self, uri: str, parameters: Parameters, credentials: Credentials) -> None:
        # The base class is not initialised through its constructor: that would refuse plain http,
        # which the local stack's issuers use; an issuer's scheme is decided when it is published.
        self.method = "POST"
        self.uri = uri
        self.headers: dict[str, str] = {}
        self.client = self.auth_method = self.user = None
        self.authorization_code = self.refresh_token = self.credential = None
        self._scope = self._body = None
        self.parameters = parameters
        self.credentials = credentials
        found = ((name, parameters.find(name)) for name in _READ_BY_AUTHLIB)
        self.payload = BasicOAuth2Payload({name: value for name, value in found if value})

    @property
    def form(self) -> Mapping[str, str]:
        """The form, as Authlib reads it."""
        form: Mapping[str, str] = self.payload.data
        return form


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in JSON."""

    status: int
    body: Mapping[str, object]
    headers: tuple[tuple[str, str], ...]
