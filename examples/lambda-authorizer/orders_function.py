"""The function behind the API. It verifies nothing: who calls has been found out before."""

import json
from collections.abc import Mapping
from typing import Any

from caller import Caller

_OWN = ({"id": "1042", "item": "A difference engine"}, {"id": "1043", "item": "Punched cards, 500"})
_ALL = (*_OWN, {"id": "1017", "item": "A loom, used"})


def handler(event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
    """`GET /orders`: as many as the app and the person may see."""
    caller = Caller.of(event)
    if "orders:read" not in caller.scopes:
        return _answer(403, {"error": "insufficient_scope"})
    orders = _ALL if "orders:read:all" in caller.entitlements else _OWN
    return _answer(200, {"for": caller.subject, "orders": orders})


def _answer(status: int, body: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
