"""One request, as each front door would hand it to Lambda."""

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs

Event = dict[str, Any]


def rest_event(method: str = "GET", path: str = "/", query: str = "", **more: Any) -> Event:
    return {
        "httpMethod": method,
        "path": path,
        "headers": {"Host": "auth.example.com"},
        "multiValueHeaders": {"Host": ["auth.example.com"]},
        "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) or None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {"requestId": "r-1", "identity": {"sourceIp": "192.0.2.7"}},
    } | more


def http_event(method: str = "GET", path: str = "/", query: str = "", **more: Any) -> Event:
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "auth.example.com"},
        "requestContext": {
            "stage": "$default",
            "requestId": "r-2",
            "http": {"method": method, "path": path, "sourceIp": "192.0.2.7"},
        },
        "isBase64Encoded": False,
    } | more


def balancer_event(method: str = "GET", path: str = "/", query: str = "", **more: Any) -> Event:
    """The balancer leaves the query encoded and appends the caller's address to a header."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:...:x"}},
        "httpMethod": method,
        "path": path,
        "queryStringParameters": {name: value for name, _, value in pairs},
        "headers": {"host": "auth.example.com", "x-forwarded-for": "203.0.113.9, 192.0.2.7"},
        "body": "",
        "isBase64Encoded": False,
    } | more


def balancer_multi_event(
    method: str = "GET", path: str = "/", query: str = "", **more: Any
) -> Event:
    """The same with multi-value headers switched on at the target group."""
    event = balancer_event(method, path, query, **more)
    event["multiValueHeaders"] = {n: [v] for n, v in event.pop("headers").items()}
    pairs: dict[str, list[str]] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        pairs.setdefault(name, []).append(value)
    event["multiValueQueryStringParameters"] = pairs
    del event["queryStringParameters"]
    return event


EVERY_DOOR = (rest_event, http_event, balancer_event, balancer_multi_event)


def with_body(event: Event, body: bytes, *, encoded: bool) -> Event:
    if encoded:
        return event | {"body": b64encode(body).decode(), "isBase64Encoded": True}
    return event | {"body": body.decode()}


def header_of(reply: Event, name: str) -> list[str]:
    """Every value of one header of a reply, whichever shape the reply has."""
    if name == "set-cookie" and "cookies" in reply:
        return list(reply["cookies"])
    single = [v for n, v in (reply.get("headers") or {}).items() if n.lower() == name]
    multi = (reply.get("multiValueHeaders") or {}).items()
    return single + [v for n, values in multi if n.lower() == name for v in values]
