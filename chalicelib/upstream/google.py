"""Google's dialect: OpenID Connect, with Workspace domains and a word on e-mail worth hearing."""

from dataclasses import replace

from chalicelib.upstream.claims import Claims, domain_of, find_text, is_true
from chalicelib.upstream.model import Assertion, EmailTrust, UpstreamRefused, UpstreamRequest
from chalicelib.upstream.oidc import OpenIdProvider

ISSUER = "https://accounts.google.com"
#: Google's ID tokens may name it without the scheme.
_BARE_ISSUER = "accounts.google.com"

ANY_WORKSPACE = "*"


class GoogleProvider(OpenIdProvider):
    """Sign in with Google, for consumers or for one Workspace domain."""

    def _parameters(self, request: UpstreamRequest) -> dict[str, object]:
        # Google has no prompt=login. Choosing the account is the nearest that it can be asked for.
        prompt = "select_account" if request.prompt == "login" else request.prompt
        # `hd` here narrows the account chooser only, and the browser may drop it: see `_vouch`.
        return super()._parameters(request) | {
            "prompt": prompt,
            "hd": self._connection.hosted_domain,
        }

    def _issuers(self, issuer: str) -> tuple[str, ...]:
        return (issuer, _BARE_ISSUER) if issuer == ISSUER else (issuer,)

    def _vouch(self, claims: Claims, told: Claims) -> Assertion:
        hosted_domain = find_text(claims.get("hd"), longest=255)
        self._admit(hosted_domain)
        assertion = super()._vouch(claims, told)
        if assertion.email is None or assertion.email_trust is EmailTrust.AUTHORITATIVE:
            return replace(assertion, hosted_domain=hosted_domain)
        trust = EmailTrust.UNVERIFIED
        if is_true(told.get("email_verified")):
            trust = verified_email_trust(assertion.email, hosted_domain)
        return replace(assertion, hosted_domain=hosted_domain, email_trust=trust)

    def _admit(self, hosted_domain: str | None) -> None:
        wanted = self._connection.hosted_domain
        if wanted is None:
            return
        if hosted_domain is None:
            raise UpstreamRefused("the Google account belongs to no Workspace")
        if wanted not in (ANY_WORKSPACE, hosted_domain.lower()):
            raise UpstreamRefused("the Google account belongs to another Workspace")


def verified_email_trust(email: str, hosted_domain: str | None) -> EmailTrust:
    """What Google's word is worth about an address that it calls verified.

    Google runs gmail.com and the mailboxes of a Workspace's own domain. For any other address it
    once saw a proof of control, which may have changed hands since.
    """
    domain = domain_of(email)
    if domain == "gmail.com" or (hosted_domain is not None and domain == hosted_domain.lower()):
        return EmailTrust.AUTHORITATIVE
    return EmailTrust.PROVIDER_VERIFIED
