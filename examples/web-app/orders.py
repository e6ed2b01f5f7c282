"""What the site's API answers to the person's access token."""

import json
from dataclasses import dataclass
from typing import Any

import requests


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAnswer:
    """One request to the API, and how it went."""

    request: str
    status: int | None
    body: Any
    reason: str = ""  # WWW-Authenticate, where the API says why not

    @property
    def pretty(self) -> str:
        """The body as a person reads it."""
        text = self.body
        return text if isinstance(text, str) else json.dumps(text, indent=2, ensure_ascii=False)


def ask_api(address: str, access_token: str) -> ApiAnswer:
    """GET with the access token as bearer (RFC 6750 section 2.1)."""
    request = f"GET {address}"
    bearer = {"Authorization": f"Bearer {access_token}"}
    try:
        answer = requests.get(address, headers=bearer, timeout=5, allow_redirects=False)
        body = answer.json()
    except requests.RequestException as error:
        return ApiAnswer(request=request, status=None, body=f"No answer: {type(error).__name__}")
    reason = answer.headers.get("WWW-Authenticate", "")
    return ApiAnswer(request=request, status=answer.status_code, body=body, reason=reason)
