"""Requests that no library would send."""

from urllib.parse import urlencode

from werkzeug.test import Client, TestResponse

from tests.journeys.village import PUBLIC_URL, Village

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]


def send(
    village: Village,
    target: str,
    *,
    method: str = "GET",
    body: bytes | str = b"",
    content_type: str | None = None,
    headers: Pairs | None = None,
    origin: str = PUBLIC_URL,
) -> TestResponse:
    """Send this very target and body; nothing is encoded, corrected or left out."""
    path, _, query = target.partition("?")
    return Client(village.gateway, use_cookies=False).open(
        "/",
        method=method,
        base_url=origin,
        data=body or None,
        content_type=content_type,
        headers=headers or [],
        environ_overrides={"RAW_URI": path, "REQUEST_URI": path, "QUERY_STRING": query},
    )


def send_form(village: Village, path: str, pairs: Pairs, **more: object) -> TestResponse:
    """POST a form; `pairs` may repeat names."""
    return send(village, path, method="POST", body=urlencode(pairs), content_type=FORM, **more)
