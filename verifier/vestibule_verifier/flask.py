"""Routes of Flask that need an access token."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from flask import Flask, Response, g, jsonify, request

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.errors import VerificationError
from vestibule_verifier.needs import Needs
from vestibule_verifier.verifier import Verifier

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Protect:
    """Makes decorators for views: `@protect(scope="orders:read")`, below `@app.get(...)`.

    The view finds the token in `access_token()`, and may ask more of it.
    """

    verifier: Verifier
    realm: str | None = None

    def __call__(
        self, *, scope: str = "", role: str = "", entitlement: str = ""
    ) -> Callable[[View], View]:
        """Let in only tokens that have all of these, each separated by spaces."""
        needs = Needs(scope=scope, role=role, entitlement=entitlement)

        def protect(view: View) -> View:
            @wraps(view)
            def protected(*given: Any, **named: Any) -> Any:
                try:
                    needs.require(self.admit())
                    return view(*given, **named)
                except VerificationError as refused:
                    return self.answer(refused)

            return protected

        return protect

    def admit(self) -> AccessToken:
        """Verify the token of the request at hand; raises VerificationError."""
        g.access_token = self.verifier.verify_header(request.headers.get("Authorization"))
        return access_token()

    def answer(self, refused: VerificationError) -> Response:
        """The answer to a request that is not let in."""
        response = jsonify(refused.body())
        response.status_code = refused.status
        response.headers.update(refused.headers(self.realm))
        return response

    def register(self, app: Flask) -> None:
        """Answer a VerificationError wherever in `app` it is raised."""
        app.register_error_handler(VerificationError, self.answer)


def access_token() -> AccessToken:
    """The verified token of the request at hand."""
    return cast("AccessToken", g.access_token)
