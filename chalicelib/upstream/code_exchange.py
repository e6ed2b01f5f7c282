"""Redeeming an upstream's authorization code (RFC 6749 section 4.1.3). Never tried twice."""

import base64
import re
from dataclasses import dataclass
from urllib.parse import quote_plus

from chalicelib.upstream.answer import require_object
from chalicelib.upstream.model import Connection, UpstreamFailed, UpstreamRequest
from chalicelib.upstream.ports import Fetch, Fetched

_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


@dataclass(frozen=True, slots=True)
class CodeExchange:
    """One connection's way of redeeming codes at one token endpoint."""

    fetch: Fetch
    endpoint: str
    connection: Connection
    secret: str

    def redeem(self, code: str, request: UpstreamRequest) -> dict[str, object]:
        """The token answer. Raises UpstreamFailed for anything but a 200 with a JSON object."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": request.redirect_uri,
        }
        if self.connection.pkce:
            form["code_verifier"] = request.code_verifier
        return require_object(self._post(form), "the token endpoint")

    def _post(self, form: dict[str, str]) -> Fetched:
        client_id = self.connection.client_id
        if self.connection.token_authentication == "client_secret_basic":
            # RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
            pair = f"{quote_plus(client_id)}:{quote_plus(self.secret)}"
            encoded = base64.b64encode(pair.encode()).decode()
            headers = {"Authorization": f"Basic {encoded}"}
            return self.fetch.post_form(self.endpoint, form, headers)
        proof = {"client_id": client_id, "client_secret": self.secret}
        return self.fetch.post_form(self.endpoint, form | proof)


def require_token(tokens: dict[str, object], name: str) -> str:
    """A token of the answer, fit to be sent on in a header; raises UpstreamFailed without it."""
    token = find_token(tokens, name)
    if token is None:
        raise UpstreamFailed(f"the token endpoint sent no usable {name}")
    return token


def find_token(tokens: dict[str, object], name: str) -> str | None:
    """A token of the answer, None when it is absent or could not be sent on in a header."""
    token = tokens.get(name)
    return token if isinstance(token, str) and _TOKEN.fullmatch(token) else None
