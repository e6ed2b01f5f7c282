"""One reply, in the shape the front door that sent the event understands."""

from http import HTTPStatus
from typing import Any

from chalicelib.endpoints.events import Door
from chalicelib.endpoints.headers import require_safe_headers

Reply = dict[str, Any]


def require_sendable(reply: Reply) -> None:
    """Raise UnsafeHeader or TypeError for what would harm the client or could not be serialised."""
    require_safe_headers(reply)
    if not isinstance(reply["body"], str):
        raise TypeError("the body is neither text nor of a registered binary type")


def shape_reply(reply: Reply, door: Door) -> Reply:
    """Chalice's reply (REST shaped) as `door` wants it, every header value and cookie kept."""
    match door:
        case Door.REST:
            return reply
        case Door.HTTP:
            return _for_http_api(reply)
        case _:
            return _for_balancer(reply, multiple=door is Door.BALANCER_MULTI)


def without_body(reply: Reply) -> Reply:
    """The same reply to a HEAD request (RFC 9110 section 9.3.2)."""
    return {**reply, "body": "", "isBase64Encoded": False}


def _for_http_api(reply: Reply) -> Reply:
    values = _all_values(reply)
    cookies = values.pop("set-cookie", [])
    return {
        "statusCode": reply["statusCode"],
        "headers": {name: ", ".join(several) for name, several in values.items()},
        "cookies": cookies,
        "body": reply["body"],
        "isBase64Encoded": reply.get("isBase64Encoded", False),
    }


def _for_balancer(reply: Reply, *, multiple: bool) -> Reply:
    status, values = reply["statusCode"], _all_values(reply)
    headers = {"multiValueHeaders": values} if multiple else {"headers": _single_values(values)}
    return {
        "statusCode": status,
        "statusDescription": f"{status} {HTTPStatus(status).phrase}",
        "body": reply["body"],
        "isBase64Encoded": reply.get("isBase64Encoded", False),
        **headers,
    }


def _all_values(reply: Reply) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in reply["headers"].items():
        values.setdefault(name.lower(), []).append(value)
    for name, several in reply["multiValueHeaders"].items():
        values.setdefault(name.lower(), []).extend(several)
    return values


def _single_values(values: dict[str, list[str]]) -> dict[str, str]:
    """One value per key; each cookie gets its own, for RFC 6265 section 3 forbids joining them."""
    cookies = values.pop("set-cookie", [])
    single = {name: ", ".join(several) for name, several in values.items()}
    return single | dict(zip(_spellings("set-cookie"), cookies, strict=False))


def _spellings(name: str) -> list[str]:
    # Header names ignore case, the balancer's mapping does not: room for ten cookies.
    return [
        name,
        *(name[:at] + name[at:].capitalize() for at in range(len(name)) if name[at] != "-"),
    ]
