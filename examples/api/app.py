"""The API's routes, each with what it asks of the caller."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request

from examples.api.bearer import Caller, IssuerUnreachable, RefusedToken, Verifier

# A scope is what the person lets the app do; an entitlement is what the person may do at all.
READ_ORDERS = "orders:read"
READ_ALL_ORDERS = "orders:read:all"
OWN_ORDERS = (
    {"id": "1042", "item": "A difference engine", "state": "being built"},
    {"id": "1043", "item": "Punched cards, 500", "state": "shipped"},
)
ALL_ORDERS = (*OWN_ORDERS, {"id": "1017", "item": "A loom, used", "state": "delivered"})
# RFC 6750 section 3: which errors there are, and with which status each goes out.
UNAUTHORIZED, FORBIDDEN = 401, 403
_UNQUOTABLE = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e]")


class Denied(Exception):
    """A request that is not let through, told in the words of RFC 6750."""

    def __init__(self, status: int, error: str | None = None, **details: str) -> None:
        super().__init__(error)
        self.status = status
        # Without any credentials there is no error to name, only what is asked for (section 3.1).
        self.details = {"error": error, **details} if error else {}


def make_app(verifier: Verifier, name: str) -> Flask:
    """The API as a WSGI application; `name` is its realm."""
    app = Flask(__name__)

    @app.errorhandler(Denied)
    def _(denied: Denied) -> Response:
        return _challenge(name, denied)

    @app.errorhandler(IssuerUnreachable)
    def _(_error: IssuerUnreachable) -> Response:
        return _answer({"error": "temporarily_unavailable"}, 503, {"Retry-After": "5"})

    add_routes(app, lambda: identify(verifier))
    return app


def add_routes(app: Flask, caller: Callable[[], Caller]) -> None:
    """What is here, and for whom."""

    @app.get("/healthz")
    def _health() -> Response:
        return jsonify(status="ok")

    @app.get("/me")
    def _me() -> Response:
        return jsonify(dict(caller().claims))

    @app.get("/orders")
    def _orders() -> Response:
        who = caller()
        if who.has_entitlement(READ_ALL_ORDERS):
            return jsonify(orders=ALL_ORDERS)
        if who.has_scope(READ_ORDERS):
            return jsonify(orders=OWN_ORDERS)
        raise Denied(FORBIDDEN, "insufficient_scope", scope=READ_ORDERS)

    @app.get("/reports")
    def _reports() -> Response:
        if not caller().has_role("admin"):
            described = "only the role admin reads reports"
            raise Denied(FORBIDDEN, "insufficient_scope", error_description=described)
        return jsonify(reports=[{"title": "Orders by month", "orders": len(ALL_ORDERS)}])


def identify(verifier: Verifier) -> Caller:
    """Who sent the request at hand, by its bearer token (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Denied(UNAUTHORIZED)
    try:
        return verifier.verify(token.strip())
    except RefusedToken as error:
        raise Denied(UNAUTHORIZED, "invalid_token", error_description=str(error)) from error


def _challenge(realm: str, denied: Denied) -> Response:
    parameters = {"realm": realm, **denied.details}
    told = ", ".join(f'{key}="{_quotable(value)}"' for key, value in parameters.items())
    return _answer(denied.details, denied.status, {"WWW-Authenticate": f"Bearer {told}"})


def _quotable(value: str) -> str:
    # Whoever sent the token may have a say in what is wrong with it: only RFC 6750's characters.
    return _UNQUOTABLE.sub("'", value)


def _answer(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.update(headers)
    return response
