"""How an app proves at the token endpoint that it is itself (RFC 6749 section 2.3.1)."""

import base64
import binascii
import hmac
from urllib.parse import unquote_plus

from ops.local.pretend.ask import Parameters
from ops.local.pretend.world import App, Provider


def authenticate(provider: Provider, authorization: str | None, sent: Parameters) -> App | None:
    """The app, by client_secret_basic or client_secret_post; None unless its secret is right."""
    if authorization:
        # One way of authenticating in a request, never two (RFC 6749 section 2.3).
        credentials = None if "client_secret" in sent else _read_basic(authorization)
    else:
        credentials = sent.get("client_id", ""), sent.get("client_secret", "")
    return find_proven_app(provider, *credentials) if credentials else None


def find_proven_app(provider: Provider, client_id: str, client_secret: str) -> App | None:
    """The app of that id, if the secret is its own."""
    app = provider.find_app(client_id)
    if app and hmac.compare_digest(app.client_secret.encode(), client_secret.encode()):
        return app
    return None


def _read_basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (unquote_plus(client_id), unquote_plus(secret)) if colon else None
