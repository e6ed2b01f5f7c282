"""Which pages' scripts may ask this API (Fetch standard, CORS protocol)."""

from collections.abc import Callable, Collection

from flask import Response, request


def allowing(origins: Collection[str]) -> Callable[[Response], Response]:
    """What adds to each answer that scripts of `origins` may read it, and send a token.

    No cookie counts here, so that a script has no power that its token does not give it.
    """

    def allow(response: Response) -> Response:
        response.headers.add("Vary", "Origin")
        origin = request.headers.get("Origin", "")
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "Authorization"
            response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"
            response.headers["Access-Control-Max-Age"] = "600"
        return response

    return allow
