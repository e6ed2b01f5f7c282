"""The control endpoint: make a provider misbehave, and read what it was asked lately."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from ops.local.pretend.house import House
from ops.local.pretend.misbehaviour import EFFECTS, find_word, known_words

# Wire names and who would send them; a provider sends none of these yet.
EVENTS = {
    "google": [
        "sessions-revoked",
        "tokens-revoked",
        "account-disabled",
        "account-enabled",
        "account-credential-change-required",
        "account-purged",
    ],
    "facebook": ["deauthorize", "data-deletion"],
    "oidc": ["backchannel-logout"],
}

_SECRETS = frozenset(
    {
        "access_token",
        "appsecret_proof",
        "client_secret",
        "code",
        "code_verifier",
        "input_token",
        "password",
    }
)


def add_control(blueprint: Blueprint, house: House) -> None:
    """Give `blueprint` its control endpoint and let it write down every other request."""

    @blueprint.get("/control")
    def show() -> Response:
        return jsonify(_state(house))

    @blueprint.post("/control")
    def change() -> Response:
        wanted = request.get_json(silent=True)
        return _change(house, wanted if isinstance(wanted, dict) else {})

    @blueprint.after_request
    def write_down(response: Response) -> Response:
        if not request.path.endswith("/control"):
            house.log.append(_entry(house, response))
        return response


def _state(house: House) -> dict[str, Any]:
    kind = house.provider.kind
    return {
        "provider": house.provider.name,
        "kind": kind,
        "misbehaviours": known_words(kind),
        "effects": {word.value: effect for word, effect in EFFECTS[kind].items()},
        "misbehave": house.misbehave,
        "log": list(house.log),
    }


def _change(house: House, wanted: dict[str, object]) -> Response:
    kind = house.provider.kind
    if "push" in wanted:
        return _refused(501, "not_sent_yet", not_sent_yet=EVENTS[kind])
    if "misbehave" not in wanted:
        return _refused(400, "misbehave is missing", known=known_words(kind))
    word = find_word(kind, wanted["misbehave"])
    if word is None and wanted["misbehave"] is not None:
        return _refused(400, "unknown misbehaviour", known=known_words(kind))
    house.misbehave = word
    return jsonify(misbehave=word)


def _refused(status: int, error: str, **more: list[str]) -> Response:
    return make_response(jsonify(error=error, **more), status)


def _entry(house: House, response: Response) -> dict[str, object]:
    sent = {
        name: "(kept secret)" if name in _SECRETS else value
        for name, value in request.values.items()
    }
    return {
        "at": house.clock(),
        "method": request.method,
        "path": request.path,
        "parameters": sent,
        "authorization": request.headers.get("Authorization", "").partition(" ")[0] or None,
        "status": response.status_code,
    }
