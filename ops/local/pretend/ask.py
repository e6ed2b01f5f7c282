"""What an app asks for at the authorization endpoint, checked before anyone is shown a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from ops.local.pretend.world import App, Provider

Parameters = Mapping[str, str]

_PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class UntrustedAskError(Exception):
    """Client or redirect_uri is unknown: the person is told, and nobody is redirected."""


class DeclinedError(Exception):
    """A refusal that the app hears about, at the redirect_uri already found to be its own."""

    def __init__(self, where: "ReturnAddress", answer: Parameters) -> None:
        super().__init__(answer.get("error"))
        self.where = where
        self.answer = answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAddress:
    """Where the answer goes, and the state that goes with it untouched."""

    redirect_uri: str
    state: str | None

    def with_answer(self, answer: Parameters) -> str:
        """The address to redirect the browser to."""
        parameters = dict(answer) | ({"state": self.state} if self.state is not None else {})
        separator = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{separator}{urlencode(parameters)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An authorization request that may be answered."""

    app: App
    where: ReturnAddress
    scope: tuple[str, ...] = ()
    nonce: str | None = None
    challenge: str | None = None
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    login_hint: str = ""
    acr: str | None = None


def read_ask(provider: Provider, sent: Parameters) -> Ask:
    """Check in the order in which failures may be told; unknown parameters are ignored."""
    app = provider.find_app(sent.get("client_id"))
    if app is None:
        raise UntrustedAskError("invalid_client: client_id is not registered here")
    if (redirect_uri := sent.get("redirect_uri")) not in app.redirect_uris:
        raise UntrustedAskError("redirect_uri_mismatch: redirect_uri is not registered for it")
    where = ReturnAddress(redirect_uri=redirect_uri or "", state=sent.get("state"))
    if fault := _find_fault(provider, sent):
        error, _, description = fault.partition(": ")
        raise DeclinedError(where, {"error": error, "error_description": description})
    return Ask(
        app=app,
        where=where,
        # Facebook's libraries part scopes by comma as often as by space.
        scope=tuple(re.findall(r"[^ ,]+", sent.get("scope", ""))),
        nonce=sent.get("nonce"),
        challenge=sent.get("code_challenge"),
        prompt=frozenset(sent.get("prompt", "").split()),
        max_age=int(sent["max_age"]) if "max_age" in sent else None,
        login_hint=sent.get("login_hint", ""),
        acr=next(iter(sent.get("acr_values", "").split()), None),
    )


def _find_fault(provider: Provider, sent: Parameters) -> str | None:
    default = "code" if provider.kind == "facebook" else ""
    prompt = set(sent.get("prompt", "").split())
    if sent.get("response_type", default) != "code":
        return "unsupported_response_type: response_type must be code"
    if sent.get("response_mode", "query") != "query":
        return "invalid_request: response_mode must be query"
    if not prompt <= _PROMPTS or ("none" in prompt and len(prompt) > 1):
        return "invalid_request: prompt is not understood"
    if not sent.get("max_age", "0").isdecimal():
        return "invalid_request: max_age is not a number of seconds"
    return _find_challenge_fault(sent)


def _find_challenge_fault(sent: Parameters) -> str | None:
    # RFC 7636 section 4.3: a missing method means plain, which is not offered here.
    if "code_challenge" not in sent:
        return None
    if sent.get("code_challenge_method") != "S256":
        return "invalid_request: code_challenge_method must be S256"
    if not _CHALLENGE.fullmatch(sent["code_challenge"]):
        return "invalid_request: code_challenge is not a SHA-256 in base64url"
    return None
