"""The dialect of any OpenID provider (OpenID Connect Core section 3.1)."""

import json
from collections.abc import Callable
from functools import partial

from chalicelib.protocol.pkce import challenge_of
from chalicelib.upstream import userinfo
from chalicelib.upstream.address import with_query
from chalicelib.upstream.callback import require_code
from chalicelib.upstream.claims import (
    Claims,
    domain_of,
    find_email,
    find_seconds,
    find_text,
    is_true,
    read_rule_claims,
    read_texts,
    withholds_groups,
)
from chalicelib.upstream.code_exchange import CodeExchange, find_token, require_token
from chalicelib.upstream.id_token import Expected, verify_id_token
from chalicelib.upstream.metadata import ProviderMetadata
from chalicelib.upstream.model import (
    Assertion,
    Callback,
    Connection,
    EmailTrust,
    UpstreamFailed,
    UpstreamRequest,
)
from chalicelib.upstream.profile import read_profile
from chalicelib.upstream.reach import Reach

#: Entra's word on whose directory it is; it ignores being asked for it.
_COMES_ANYWAY = frozenset({"tid"})


class OpenIdProvider:
    """Generic OpenID Connect, bound to one connection."""

    def __init__(self, connection: Connection, secret: Callable[[], str], reach: Reach) -> None:
        self._connection = connection
        self._secret = secret
        self._reach = reach

    def begin(self, request: UpstreamRequest) -> str:
        """Return the address to send the person to. Raises UpstreamFailed."""
        metadata = self._metadata()
        asked = self._parameters(request) | {"claims": self._asked_claims(metadata)}
        return with_query(metadata.authorization_endpoint, asked)

    def redeem(self, request: UpstreamRequest, callback: Callback) -> Assertion:
        """Turn the upstream's answer into a verified assertion.

        Raises UpstreamRefused when the person or the upstream declined, UpstreamFailed otherwise.
        """
        metadata = self._metadata()
        code = require_code(callback, metadata.issuer, names_issuer=metadata.names_issuer)
        exchange = CodeExchange(
            self._reach.fetch, metadata.token_endpoint, self._connection, self._secret()
        )
        tokens = exchange.redeem(code, request)
        claims = self._verified(metadata, request, tokens)
        return self._vouch(claims, self._completed(metadata, claims, tokens))

    def _parameters(self, request: UpstreamRequest) -> dict[str, object]:
        """The authorization request (OpenID Connect Core section 3.1.2.1)."""
        challenge = challenge_of(request.code_verifier) if self._connection.pkce else None
        if self._connection.pkce and challenge is None:
            raise UpstreamFailed("the code verifier of this sign-in is malformed")
        return {
            "response_type": "code",
            "client_id": self._connection.client_id,
            "redirect_uri": request.redirect_uri,
            "scope": " ".join(self._connection.scopes),
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": challenge,
            "code_challenge_method": challenge and "S256",
            "prompt": request.prompt,
            "max_age": request.max_age,
            "login_hint": request.login_hint,
            "acr_values": " ".join(request.acr_values) or None,
            "ui_locales": request.ui_locales,
        }

    def _asked_claims(self, metadata: ProviderMetadata) -> str | None:
        """The claims that rules need beyond what scopes bring (section 5.5), if it takes them."""
        names = [name for name in self._connection.rule_claims if name not in _COMES_ANYWAY]
        if not names or not metadata.takes_claims:
            return None
        places = ("id_token", "userinfo") if self._connection.userinfo else ("id_token",)
        return json.dumps({place: dict.fromkeys(names) for place in places})

    def _issuers(self, issuer: str) -> tuple[str, ...]:
        """Every spelling of the issuer that its ID tokens may carry."""
        return (issuer,)

    def _vouch(self, claims: Claims, told: Claims) -> Assertion:
        """The assertion: who it is from `claims`, which were signed, what they are from `told`."""
        email, withheld = find_email(told), withholds_groups(claims)
        return Assertion(
            connection=self._connection.id,
            issuer=self._connection.issuer,
            subject=str(claims["sub"]),
            email=email,
            email_trust=self._trust(email, is_verified=is_true(told.get("email_verified"))),
            profile=read_profile(told),
            groups=() if withheld else read_texts(told.get("groups")),
            groups_withheld=withheld,
            claims=read_rule_claims(self._connection.rule_claims, claims, told),
            authenticated_at=find_seconds(claims.get("auth_time")),
            acr=find_text(claims.get("acr"), longest=255),
            amr=read_texts(claims.get("amr")),
        )

    def _trust(self, email: str | None, *, is_verified: bool) -> EmailTrust:
        # Anyone can run a provider that "verified" any address: only domains that the tenant bound
        # to this connection count.
        if email and is_verified and domain_of(email) in self._connection.trusted_email_domains:
            return EmailTrust.AUTHORITATIVE
        return EmailTrust.UNVERIFIED

    def _metadata(self) -> ProviderMetadata:
        return self._reach.discovery.get(self._reach.locate(self._connection.issuer))

    def _verified(
        self, metadata: ProviderMetadata, request: UpstreamRequest, tokens: dict[str, object]
    ) -> Claims:
        theirs = metadata.algorithms or self._connection.algorithms
        expected = Expected(
            issuers=self._issuers(metadata.issuer),
            client_id=self._connection.client_id,
            nonce=request.nonce,
            algorithms=tuple(one for one in self._connection.algorithms if one in theirs),
            now=self._reach.clock.now(),
            access_token=find_token(tokens, "access_token"),
        )
        find_key = partial(self._reach.keys.get, metadata.issuer, metadata.jwks_uri)
        return verify_id_token(require_token(tokens, "id_token"), expected, find_key)

    def _completed(
        self, metadata: ProviderMetadata, claims: Claims, tokens: dict[str, object]
    ) -> Claims:
        endpoint = metadata.userinfo_endpoint
        if not userinfo.is_wanted(self._connection, claims, endpoint):
            return claims
        access_token = require_token(tokens, "access_token")
        subject = str(claims["sub"])
        found = userinfo.get_userinfo(self._reach.fetch, endpoint, access_token, subject)
        return userinfo.complete(claims, found)
