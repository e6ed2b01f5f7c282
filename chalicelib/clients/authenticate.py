"""Client authentication: what was presented, and what it proves (RFC 6749 section 2.3)."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from urllib.parse import unquote_plus

from chalicelib.clients.model import Client
from chalicelib.protocol.errors import InvalidClient, InvalidRequest
from chalicelib.protocol.parameters import Parameters
from chalicelib.protocol.vocabulary import ClientAuthentication


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request claims about its client; proves nothing by itself."""

    method: ClientAuthentication
    client_id: str
    secret: str = ""


def read_credentials(authorization: list[str], form: Parameters) -> Credentials:
    """Read the one client authentication of a token request.

    Raises InvalidRequest when several are present (RFC 6749 section 2.3), InvalidClient when there
    is none or it cannot be read.
    """
    if len(authorization) > 1:
        raise InvalidRequest("Authorization is repeated")
    posted_secret = form.find("client_secret")
    if authorization and posted_secret:
        raise InvalidRequest("use one client authentication method, not two")
    if authorization:
        return _agreeing(_read_basic(authorization[0]), form.find("client_id"))
    client_id = form.find("client_id")
    if client_id is None:
        raise InvalidClient("client authentication is missing")
    if posted_secret:
        return Credentials(ClientAuthentication.POST, client_id, posted_secret)
    return Credentials(ClientAuthentication.NONE, client_id)


def authenticate(credentials: Credentials, client: Client | None) -> Client:
    """Return the client that `credentials` prove; raises InvalidClient.

    Which part was wrong is told to the journal only.
    """
    if client is None:
        # The same work as for a client that exists, so that timing names no clients.
        hmac.compare_digest(credentials.secret.encode(), b"x" * 64)
        raise InvalidClient("client authentication failed", detail="unknown client")
    if not client.may_authenticate_by(credentials.method):
        raise InvalidClient(
            "client authentication failed",
            detail=f"{client.id} registered {client.authentication}, not {credentials.method}",
        )
    if not client.is_public and not client.has_secret(credentials.secret):
        raise InvalidClient("client authentication failed", detail=f"wrong secret for {client.id}")
    return client


def _read_basic(header: str) -> Credentials:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient("client authentication must use the Basic scheme")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
        client_id, colon, secret = text.partition(":")
        # RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
        client_id = unquote_plus(client_id, errors="strict")
        secret = unquote_plus(secret, errors="strict")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidClient("the Basic credentials cannot be read") from error
    if not colon or not client_id:
        raise InvalidClient("the Basic credentials cannot be read")
    return Credentials(ClientAuthentication.BASIC, client_id, secret)


def _agreeing(credentials: Credentials, client_id: str | None) -> Credentials:
    if client_id is not None and client_id != credentials.client_id:
        raise InvalidRequest("client_id differs from the authenticated client")
    return credentials
