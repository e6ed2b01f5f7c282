"""The API's routes, each with what it asks of the caller."""

from collections.abc import Collection

from flask import Flask, Response, jsonify

from examples.api.cors import allowing
from vestibule_verifier import Verifier
from vestibule_verifier.flask import Protect, access_token

# A scope is what the person lets the app do; an entitlement is what the person may do at all.
READ_ORDERS = "orders:read"
READ_ALL_ORDERS = "orders:read:all"
OWN_ORDERS = (
    {"id": "1042", "item": "A difference engine", "state": "being built"},
    {"id": "1043", "item": "Punched cards, 500", "state": "shipped"},
)
ALL_ORDERS = (*OWN_ORDERS, {"id": "1017", "item": "A loom, used", "state": "delivered"})


def make_app(verifier: Verifier, name: str, origins: Collection[str] = ()) -> Flask:
    """The API as a WSGI application; `name` is its realm, scripts of `origins` may ask it."""
    app = Flask(__name__)
    app.after_request(allowing(origins))
    protect = Protect(verifier, realm=name)

    @app.get("/healthz")
    def _health() -> Response:
        return jsonify(status="ok")

    @app.get("/me")
    @protect()
    def _me() -> Response:
        return jsonify(dict(access_token().claims))

    @app.get("/orders")
    @protect()
    def _orders() -> Response:
        if access_token().has_entitlement(READ_ALL_ORDERS):
            return jsonify(orders=ALL_ORDERS)
        access_token().require_scope(READ_ORDERS)
        return jsonify(orders=OWN_ORDERS)

    @app.get("/reports")
    @protect(role="admin")
    def _reports() -> Response:
        return jsonify(reports=[{"title": "Orders by month", "orders": len(ALL_ORDERS)}])

    return app
