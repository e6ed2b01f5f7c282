"""A Lambda authorizer for API Gateway: REST APIs and HTTP APIs, every form of event and answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.errors import Unavailable, VerificationError
from vestibule_verifier.needs import Needs
from vestibule_verifier.verifier import Verifier

Event = Mapping[str, Any]
Verdict = dict[str, Any]


class Unauthorized(Exception):
    """API Gateway answers 401 when an authorizer fails with exactly this one word."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorizer:
    """A Lambda handler: `handler = Authorizer(verifier=Verifier(ISSUER, AUDIENCE))`.

    Everything is denied but what a good token allows. When keys or lists cannot be had it fails,
    and API Gateway answers 500.
    """

    verifier: Verifier
    needs: Needs = field(default_factory=Needs)
    simple: bool = False  # HTTP APIs with simple responses
    whole_stage: bool = False  # needed where verdicts are cached and routes share them

    def __call__(self, event: Event, _context: object = None) -> Verdict:
        """Judge one request. Raises Unauthorized (401), or Unavailable (500)."""
        try:
            token = self.verifier.verify_header(_authorization(event))
        except Unavailable:
            raise
        except VerificationError as refused:
            return self._unauthenticated(refused)
        try:
            self.needs.require(token)
        except VerificationError as refused:
            return self._denied(event, token.subject, refused)
        return self._allowed(event, token)

    def _unauthenticated(self, refused: VerificationError) -> Verdict:
        if self.simple:
            return {"isAuthorized": False, "context": _reason(refused)}
        raise Unauthorized from refused

    def _denied(self, event: Event, subject: str, refused: VerificationError) -> Verdict:
        if self.simple:
            return {"isAuthorized": False, "context": _reason(refused)}
        statement = {"Effect": "Deny", "Resource": _arn(event)}
        return _policy(subject, statement, _reason(refused))

    def _allowed(self, event: Event, token: AccessToken) -> Verdict:
        if self.simple:
            return {"isAuthorized": True, "context": context_of(token)}
        arn = _arn(event)
        ends = datetime.fromtimestamp(token.expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        statement = {
            "Effect": "Allow",
            "Resource": _stage(arn) if self.whole_stage else arn,
            # A verdict may be cached: it must not outlive the token.
            "Condition": {"DateLessThan": {"aws:CurrentTime": ends}},
        }
        return _policy(token.subject, statement, context_of(token))


def context_of(token: AccessToken) -> dict[str, str | int]:
    """What the API's functions are told: texts and numbers, as nothing else gets through."""
    return {
        "subject": token.subject,
        "client_id": token.client_id,
        "scope": " ".join(token.scopes),
        "roles": ",".join(token.roles),
        "entitlements": ",".join(token.entitlements),
        "exp": token.expires_at,
    }


def _authorization(event: Event) -> str | None:
    if event.get("type") == "TOKEN":
        told = event.get("authorizationToken")
        return told if isinstance(told, str) else None
    # Names of headers arrive as the client wrote them.
    sent = {name.lower(): text for name, text in (event.get("headers") or {}).items()}
    return sent.get("authorization")


def _arn(event: Event) -> str:
    # HTTP APIs with payload 2.0 say routeArn, all others methodArn.
    arn: str = event["routeArn" if event.get("version") == "2.0" else "methodArn"]
    return arn


def _stage(arn: str) -> str:
    """Every route of the stage that a route is of: `arn:...:api/stage/METHOD/path`."""
    return "/".join(arn.split("/")[:2]) + "/*"


def _reason(refused: VerificationError) -> dict[str, str | int]:
    return {**refused.body()}


def _policy(principal: str, statement: Event, context: Mapping[str, str | int]) -> Verdict:
    statements = [{"Action": "execute-api:Invoke", **statement}]
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": statements},
        "context": dict(context),
    }
