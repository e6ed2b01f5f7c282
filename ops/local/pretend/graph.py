"""What the Graph API says when it says no, and how it names a person to an app."""

import hashlib
import hmac
from dataclasses import dataclass

from flask import Response, jsonify, make_response

from ops.local.pretend.world import App, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, as the Graph API numbers it."""

    message: str
    code: int
    subcode: int | None = None


class GraphError(Exception):
    """A refusal by the Graph API; every one here is the caller's own fault, hence 400."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault

    def answer(self) -> Response:
        """The fault in the Graph API's error shape."""
        error: dict[str, object] = {
            "message": self.fault.message,
            "type": "OAuthException",
            "code": self.fault.code,
            "fbtrace_id": "APretendTrace",
        }
        if self.fault.subcode is not None:
            error["error_subcode"] = self.fault.subcode
        return make_response(jsonify(error=error), 400)


def app_scoped_id(person: Person, app: App) -> str:
    """The person's id at this app: stable, numeric, and another one at every other app."""
    digest = hashlib.sha256(f"{app.client_id}\n{person.subject}".encode()).digest()
    return str(10**16 + int.from_bytes(digest[:6], "big"))


def appsecret_proof(app: App, access_token: str) -> str:
    """The token's HMAC under the app's secret: proof that a server of the app is calling."""
    key = app.client_secret.encode()
    return hmac.new(key, access_token.encode(), hashlib.sha256).hexdigest()
