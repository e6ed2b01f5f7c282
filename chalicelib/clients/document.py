"""The part of a tenant document that describes its clients."""

from collections.abc import Callable
from functools import partial

from chalicelib.clients.address_forms import ORIGIN, REDIRECT_URI, WEB_ADDRESS
from chalicelib.clients.model import CLIENT_ID, Client
from chalicelib.clients.refresh_document import read_refresh_policy
from chalicelib.protocol.vocabulary import (
    STANDARD_CLAIMS,
    ClientAuthentication,
    GrantType,
)
from chalicelib.tenancy.form import Form, hint
from chalicelib.tenancy.forms import REFERENCE
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.section import Section

_CLAIMS = (*STANDARD_CLAIMS, "roles", "groups", "entitlements")
_CLAIM = Form(words="a claim that ID tokens may have", choices=_CLAIMS)
_GRANT_TYPE = Form(words=f"one of {', '.join(GrantType)}", choices=tuple(GrantType))
_ID = Form(
    words="1 to 128 letters, digits and . _ ~ -, beginning with a letter or digit",
    pattern=CLIENT_ID.pattern,
    told="must be 1 to 128 letters, digits and . _ ~ -",
)

#: Two secrets are live while an app changes from one to the other.
_MOST_SECRETS = 2

#: Turns a reference in `client_secret` into the hashes that are stored.
SecretHashes = Callable[[str], tuple[str, ...]]


def read_clients(document: Section, tenant: Tenant, hashes: SecretHashes) -> tuple[Client, ...]:
    """Read every `[[clients]]` table; faults are recorded in the sections."""
    clients: dict[str, Client] = {}
    for section in document.tables("clients"):
        client = _read_client(section, tenant, hashes)
        if client.id in clients:
            section.fault("id", f"{client.id} is already the id of another client")
        clients.setdefault(client.id, client)
        section.done()
    return tuple(clients.values())


def _read_client(section: Section, tenant: Tenant, hashes: SecretHashes) -> Client:
    authentication = _read_authentication(section)
    grant_types = _read_grant_types(section, authentication)
    redirect_uris = section.texts("redirect_uris", REDIRECT_URI)
    if GrantType.AUTHORIZATION_CODE in grant_types and section.lacks("redirect_uris"):
        section.fault("redirect_uris", "is required for the authorization_code grant")
    return Client(
        id=section.text("id", form=_ID),
        name=section.text("name"),
        authentication=authentication,
        secret_hashes=_read_secrets(section, authentication, hashes),
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=section.texts("post_logout_redirect_uris", REDIRECT_URI),
        grant_types=grant_types,
        scopes=section.texts("scopes", partial(_unknown, "a scope", tenant.scopes)),
        audiences=section.texts("apis", partial(_unknown, "an API", _audiences(tenant))),
        pkce_required=_read_pkce(section, authentication),
        id_token_signed_response_alg=section.choice(
            "id_token_signed_response_alg", tenant.keys.algorithms, tenant.keys.algorithms[0]
        ),
        id_token_claims=section.texts("id_token_claims", _CLAIM),
        origins=section.texts("origins", ORIGIN),
        home_uri=section.optional_text("home_uri", WEB_ADDRESS),
        refresh=read_refresh_policy(section, authentication),
        introspects=_read_introspects(section, tenant, authentication),
        backchannel_logout_uri=section.optional_text("backchannel_logout_uri", WEB_ADDRESS),
        backchannel_logout_session_required=section.flag(
            "backchannel_logout_session_required", default=False
        ),
        disabled=section.flag("disabled", default=False),
    )


def _read_introspects(
    section: Section, tenant: Tenant, authentication: ClientAuthentication | None
) -> tuple[str, ...]:
    audiences = section.texts("introspects", partial(_unknown, "an API", _audiences(tenant)))
    if audiences and authentication is ClientAuthentication.NONE:
        # RFC 7662 section 2.1: whoever asks about tokens authenticates first.
        section.fault("introspects", "needs a client that keeps a secret")
    return audiences


def _read_authentication(section: Section) -> ClientAuthentication | None:
    if not section.has("authentication"):
        return None
    return ClientAuthentication(section.choice("authentication", tuple(ClientAuthentication)))


def _read_grant_types(
    section: Section, authentication: ClientAuthentication | None
) -> tuple[GrantType, ...]:
    named = section.texts("grant_types", _GRANT_TYPE)
    if section.has("grant_types") and section.lacks("grant_types"):
        return _without_grants(section)
    grant_types = tuple(map(GrantType, named)) or (GrantType.AUTHORIZATION_CODE,)
    public = authentication is ClientAuthentication.NONE
    if public and GrantType.CLIENT_CREDENTIALS in grant_types:
        # RFC 6749 section 4.4: only confidential clients.
        section.fault("grant_types", "client_credentials needs a client that keeps a secret")
    return grant_types


def _without_grants(section: Section) -> tuple[GrantType, ...]:
    """An API that asks about tokens needs none of its own; any other client without is a slip."""
    if section.lacks("introspects"):
        section.fault("grant_types", "may be empty only for a client that introspects")
    return ()


def _read_secrets(
    section: Section, authentication: ClientAuthentication | None, hashes: SecretHashes
) -> tuple[str, ...]:
    if authentication is ClientAuthentication.NONE:
        if section.has("client_secret"):
            section.fault("client_secret", "a public client has no secret")
        return ()
    references = section.text_or_texts("client_secret", _MOST_SECRETS, REFERENCE)
    sound = (each for each in references if not REFERENCE(each))
    found = (each for reference in sound for each in hashes(reference))
    return tuple(dict.fromkeys(found))


def _read_pkce(section: Section, authentication: ClientAuthentication | None) -> bool:
    optional = section.choice("pkce", ("required", "optional"), "required") == "optional"
    if optional and authentication is ClientAuthentication.NONE:
        section.fault("pkce", "is always required of a public client")
    return not optional


def _audiences(tenant: Tenant) -> tuple[str, ...]:
    return tuple(api.audience for api in tenant.apis)


def _unknown(noun: str, known: tuple[str, ...], value: str) -> str | None:
    return None if value in known else f"{value!r} is not {noun} of this tenant{hint(value, known)}"
