"""The outbox: every e-mail the local stack "sent", for whoever wants to read along."""

from collections import deque

from flask import Blueprint, Response, jsonify, make_response, request

_ROOM = 1000


def outbox() -> Blueprint:
    """GET lists the e-mails, oldest first; POST of a JSON object adds one."""
    blueprint = Blueprint("outbox", __name__)
    emails: deque[dict[str, object]] = deque(maxlen=_ROOM)

    @blueprint.get("/outbox")
    def listed() -> Response:
        return jsonify(list(emails))

    @blueprint.post("/outbox")
    def add() -> Response:
        email = request.get_json(silent=True)
        if not isinstance(email, dict):
            return make_response(jsonify(error="an e-mail is a JSON object"), 400)
        emails.append(email)
        return make_response(jsonify(email), 201)

    return blueprint
