"""The page's requests for the API, with the access token that the page never has."""

from typing import Any
from urllib.parse import quote

import requests
from flask import Blueprint, Response, abort, jsonify, request

from examples.bff.access import SignedOut, Unreachable, access_token
from examples.bff.sessions import current

_PASSED_ON = ("Accept", "Content-Type")
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def api_proxy(api: str, client: Any) -> Blueprint:
    """Whatever is below /api/ is asked of `api`."""
    proxy = Blueprint("proxy", __name__, url_prefix="/api")

    @proxy.route("/<path:path>", methods=_METHODS)
    def forward(path: str) -> Response:
        url = _address(api, path)
        token = access_token(current(), client)
        answer = _asked(url, token)
        if answer.status_code == 401:
            # Outdated before its time, or revoked: renewing it settles which.
            answer = _asked(url, access_token(current(), client, refused=token))
        return _passed_back(answer)

    @proxy.errorhandler(SignedOut)
    def _signed_out(_error: SignedOut) -> tuple[Response, int]:
        return jsonify(error="signed_out"), 401

    @proxy.errorhandler(Unreachable)
    @proxy.errorhandler(requests.RequestException)
    def _unreachable(_error: Exception) -> tuple[Response, int]:
        return jsonify(error="unreachable"), 502

    return proxy


def _address(api: str, path: str) -> str:
    # Nothing but what is below the API's address: no way up, no other host.
    if any(part in {"", ".", ".."} for part in path.split("/")):
        abort(404)
    query = request.query_string.decode("ascii", "replace")
    return f"{api}/{quote(path)}" + (f"?{query}" if query else "")


def _asked(url: str, token: str) -> requests.Response:
    # Our cookie is not the API's business: of the browser's headers, these and no others.
    headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    return requests.request(
        request.method,
        url,
        data=request.get_data(),
        headers={**headers, "Authorization": f"Bearer {token}"},
        timeout=10,
        allow_redirects=False,
    )


def _passed_back(answer: requests.Response) -> Response:
    kind = answer.headers.get("Content-Type", "application/octet-stream")
    return Response(answer.content, answer.status_code, content_type=kind)
