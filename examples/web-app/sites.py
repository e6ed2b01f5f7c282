"""What the app must be told: which sites it serves, and for each how to reach its issuer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One customer's site. The issuer's address is all that it knows of the issuer."""

    name: str  # names the site in this program
    title: str  # names it to people
    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str  # as registered, to the letter
    scope: str
    api: str  # where this site's orders are kept
    path: str = ""  # below which path of this app it lives
    accent: str = "coral"  # coral or violet
    spa: str = ""  # the client id of the single-page app beside it, if there is one

    @property
    def home(self) -> str:
        """Where people return to after signing out, as registered."""
        return self.redirect_uri.removesuffix("callback")

    @property
    def discovery(self) -> str:
        """Where everything else is written (OpenID Connect Discovery 1.0 section 4)."""
        return f"{self.issuer}/.well-known/openid-configuration"


def sites_from(environment: Mapping[str, str]) -> tuple[Site, ...]:
    """The sites in `SITES`, a JSON list of objects with the fields of a Site."""
    return tuple(Site(**one) for one in json.loads(environment["SITES"]))
