"""The application object: Chalice behind one door that every kind of event may use."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice, Request, Response

from chalicelib.endpoints.events import Arrival, BodyNotReadable, BodyTooLarge, read_event
from chalicelib.endpoints.replies import Reply, require_sendable, shape_reply, without_body
from chalicelib.endpoints.routing import RouteTable
from chalicelib.tenancy.ports import StorageUnavailable

Refuse = Callable[[int, str, tuple[str, ...]], Response]
Locate = Callable[[Arrival], Arrival | None]

# How every error that Chalice itself words begins, crashes of a view included.
_CHALICES_OWN_WORDS = '{"Code":"'


def refuse_in_json(status: int, _path: str, _allowed: tuple[str, ...]) -> Response:
    """The plainest refusal: an OAuth-shaped error (RFC 6749 section 5.2)."""
    error = "server_error" if status >= 500 else "invalid_request"
    body = {"error": error, "error_description": HTTPStatus(status).phrase}
    return Response(body, {"Content-Type": "application/json"}, status)


class Broker(Chalice):
    """A Chalice that threads may share and that no request can grow, crash visibly or split.

    Everything Chalice would answer in its own words (unknown paths and methods, bodies too large or
    unreadable, wrong media types, crashes) is answered by `refuse(status, path, allowed methods)`.
    """

    def __init__(
        self,
        app_name: str,
        *,
        refuse: Refuse = refuse_in_json,
        body_limit: int = 64 * 1024,
        configure_logs: bool = False,
    ) -> None:
        self._thread = threading.local()
        # Chalice appends its name to a variable of the environment: it gets one of its own.
        super().__init__(app_name, debug=False, configure_logs=configure_logs, env={})
        self._refuse = refuse
        self._body_limit = body_limit
        self._table = RouteTable(())
        #: The request as its path means it, None where it means nothing: hosts are not looked at.
        self.locate: Locate = lambda arrival: arrival

    # Plain Chalice keeps both on itself, where threads overwrite each other's.
    @property
    def current_request(self) -> Request | None:
        """The request that this thread is answering."""
        return getattr(self._thread, "request", None)

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._thread.request = request

    @property
    def lambda_context(self) -> Any:
        """Lambda's context of the request that this thread is answering."""
        return getattr(self._thread, "context", None)

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._thread.context = context

    def __call__(self, event: Mapping[str, Any], context: Any) -> Reply:
        """Answer an event of any front door, in the shape that this door understands."""
        arrival = read_event(event)
        try:
            reply = self._answer(arrival, context)
        finally:
            self.current_request = self.lambda_context = None
        return shape_reply(without_body(reply) if arrival.method == "HEAD" else reply, arrival.door)

    def _answer(self, arrival: Arrival, context: Any) -> Reply:
        try:
            located = self.locate(arrival)
        except StorageUnavailable:
            return self._refusal(503, arrival)
        if located is None:
            # Whatever was asked, and how: the answer is the same.
            return self._refusal(404, replace(arrival, path=""))
        return self._route(located, context)

    def _route(self, arrival: Arrival, context: Any) -> Reply:
        match = self._routes().find(arrival.path)
        if match is None:
            return self._refusal(404, arrival)
        methods = self.routes[match.pattern]
        method = arrival.method
        if method == "HEAD" and method not in methods:
            method = "GET"
        if method not in methods:
            return self._refusal(405, arrival, _allowed_methods(methods))
        try:
            body = arrival.read_body(self._body_limit)
        except BodyTooLarge:
            return self._refusal(413, arrival)
        except BodyNotReadable:
            return self._refusal(400, arrival)
        return self._view(arrival, arrival.as_rest_event(match, method, body), context)

    def _view(self, arrival: Arrival, event: dict[str, Any], context: Any) -> Reply:
        try:
            reply: Reply = super().__call__(event, context)
            require_sendable(reply)
        except (TypeError, ValueError):
            # What a view itself raises never gets here: this is an answer that cannot be sent.
            self.log.exception("a reply cannot be sent")
            return self._refusal(500, arrival)
        if reply["body"].startswith(_CHALICES_OWN_WORDS):
            return _overlaid(reply, self._refusal(reply["statusCode"], arrival))
        return reply

    def _routes(self) -> RouteTable:
        # Blueprints register late, and routes are only ever added.
        if self._table.size != len(self.routes):
            self._table = RouteTable(self.routes)
        return self._table

    def _refusal(self, status: int, arrival: Arrival, allowed: tuple[str, ...] = ()) -> Reply:
        response = self._refuse(status, arrival.path, allowed)
        if allowed:
            # RFC 9110 section 15.5.6: a 405 always says what would be allowed.
            response.headers["Allow"] = ", ".join(allowed)
        refusal: Reply = response.to_dict(self.api.binary_types)
        return refusal


def _allowed_methods(methods: Iterable[str]) -> tuple[str, ...]:
    allowed = set(methods)
    return tuple(sorted(allowed | {"HEAD"} if "GET" in allowed else allowed))


def _overlaid(reply: Reply, refusal: Reply) -> Reply:
    """The refusal, plus what middleware had added to the reply it replaces (CORS, say)."""
    own = {name.lower() for kind in ("headers", "multiValueHeaders") for name in refusal[kind]}
    kept = {
        kind: {name: value for name, value in reply[kind].items() if name.lower() not in own}
        for kind in ("headers", "multiValueHeaders")
    }
    return {**refusal, **{kind: kept[kind] | refusal[kind] for kind in kept}}
