"""What an app sends a browser to, and what a person presses on the way."""

from urllib.parse import urlencode

from tests.real.browser.tab import Tab
from tests.support.served import Stack

# RFC 7636 appendix B.
_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ADA = "Ada Lovelace ada@acme.test"


def authorization_url(stack: Stack, client_id: str, redirect_uri: str, **changes: str) -> str:
    """An authorization request to Acme's issuer."""
    asked = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": "openid profile email orders:read",
        "state": "the app's state",
        "nonce": "the app's nonce",
        "code_challenge": _CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"{stack['tenants']['acme']['issuer']}/authorize?{urlencode(asked | changes)}"


def sign_in_as_ada(tab: Tab) -> None:
    """From the chooser to the provider and back."""
    tab.click("Continue with Google")
    tab.click(ADA)
