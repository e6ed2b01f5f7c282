"""A Lambda entry point as a WSGI application."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from ops.local.gateway.context import LocalContext
from ops.local.gateway.event import BodyTooLong, read_body, rest_event
from ops.local.gateway.reply import HttpReply, MalformedReply, read_reply

Environ = dict[str, Any]
# Chosen by the gateway itself, in its own words: the function never sees or says these.
TOO_LONG = HttpReply.of_gateway(413, "Request Too Long")
BAD_GATEWAY = HttpReply.of_gateway(502, "Internal server error")


class StartResponse(Protocol):
    """WSGI's way of sending the status and the headers (PEP 3333)."""

    def __call__(self, status: str, headers: list[tuple[str, str]], /) -> object: ...


class Gateway:
    """Turns each request into an event, and the function's reply into a response."""

    def __init__(
        self,
        handler: Callable[[dict[str, Any], LocalContext], Any],
        *,
        remap_www_authenticate: bool = False,
    ) -> None:
        self._handler = handler
        self._remap = remap_www_authenticate

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        reply = self._answer(environ)
        if self._remap:
            reply = reply.with_www_authenticate_renamed()
        body = b"" if reply.is_bodiless(environ["REQUEST_METHOD"]) else reply.body
        start_response(reply.status_line, reply.sent_headers(environ["REQUEST_METHOD"]))
        return [body] if body else []

    def _answer(self, environ: Environ) -> HttpReply:
        try:
            body = read_body(environ)
        except BodyTooLong:
            return TOO_LONG
        context = LocalContext()
        answer = self._handler(rest_event(environ, body, context.aws_request_id), context)
        try:
            return read_reply(answer)
        except MalformedReply:
            return BAD_GATEWAY
