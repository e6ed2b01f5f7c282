"""Token answers: as they should be, or broken in transport as a misbehaviour asks."""

from collections.abc import Mapping

from flask import Response, jsonify

from ops.local.pretend.house import House
from ops.local.pretend.misbehaviour import Misbehaviour

_FIVE_MEGABYTES = 5 * 1024 * 1024
_PAGE = "<!doctype html><title>Back soon</title><p>This is not the JSON you are looking for."


def token_answer(house: House, answer: Mapping[str, object], word: Misbehaviour | None) -> Response:
    """Answer a token request, never to be cached (RFC 6749 section 5.1)."""
    response = _spoiled(house, answer, word)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


def _spoiled(house: House, answer: Mapping[str, object], word: Misbehaviour | None) -> Response:
    match word:
        case Misbehaviour.ERROR_500:
            response = jsonify(error="server_error", error_description="Asked to fail.")
            response.status_code = 500
            return response
        case Misbehaviour.NOT_JSON:
            return Response(_PAGE, mimetype="text/html")
        case Misbehaviour.HUGE:
            return jsonify({**answer, "padding": "x" * _FIVE_MEGABYTES})
        case Misbehaviour.SLOW:
            house.nap()
    return jsonify(answer)
