"""A Lambda entry point that tells what it was handed, or returns what it is told to."""

import json
from typing import Any

RETURNED: dict[str, Any] = {
    "/several": {
        "statusCode": 200,
        "headers": {"Content-Type": "text/plain", "Content-Length": "99999"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        "body": "ok",
    },
    "/refused": {
        "statusCode": 401,
        "headers": {"WWW-Authenticate": 'Basic realm="token"'},
        "body": "{}",
    },
    "/empty": {"statusCode": 204, "headers": {}, "multiValueHeaders": {}, "body": "ignored"},
    "/binary": {
        "statusCode": 200,
        "headers": {"Content-Type": "image/png"},
        "body": "/wA=",
        "isBase64Encoded": True,
    },
    "/split": {"statusCode": 302, "headers": {"Location": "/x\r\nSet-Cookie: a=b"}, "body": ""},
    "/split-list": {"statusCode": 200, "multiValueHeaders": {"X": ["fine", "b\ny: z"]}},
    "/bad-name": {"statusCode": 200, "headers": {"X Y": "z"}},
    "/number": {"statusCode": 200, "headers": {"Retry-After": 5}},
    "/no-status": {"headers": {}, "body": ""},
    "/odd-status": {"statusCode": 99, "body": ""},
    "/bytes": {"statusCode": 200, "body": b"bytes"},
    "/bad-base64": {"statusCode": 200, "body": "!", "isBase64Encoded": True},
    "/too-long": {"statusCode": 200, "body": "x" * (6 * 1024 * 1024 + 1)},
    "/nothing": None,
}


def app(event: dict[str, Any], context: Any) -> Any:
    """Echo the event, unless the path asks for one of the replies above."""
    if event["path"] in RETURNED:
        return RETURNED[event["path"]]
    seen = {"event": event, "id": context.aws_request_id}
    seen["left"] = context.get_remaining_time_in_millis()
    return {"statusCode": 200, "headers": {}, "multiValueHeaders": {}, "body": json.dumps(seen)}
