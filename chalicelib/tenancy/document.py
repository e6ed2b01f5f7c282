"""The part of a tenant document that describes the tenant itself."""

from urllib.parse import urlsplit

from chalicelib.protocol.vocabulary import IDENTITY_SCOPES
from chalicelib.tenancy import forms
from chalicelib.tenancy.branding_document import read_branding
from chalicelib.tenancy.model import Api, KeyPolicy, KeyTier, Lifetimes, Tenant, TenantId
from chalicelib.tenancy.people_document import read_admission, read_linking
from chalicelib.tenancy.section import Section

#: What KMS signs, the usual one first. Whichever is chosen, there is a key for that one as well.
_ALGORITHMS = ("RS256", "ES256", "PS256")
_TIERS = tuple(map(str, KeyTier))


def read_tenant(document: Section, public_url: str) -> Tenant:
    """Read tenant, APIs, lifetimes and keys; faults are recorded in the section."""
    slug, domain = read_slug(document, "id"), _read_domain(document, public_url)
    keys = _read_keys(document.table("keys"))
    return Tenant(
        id=TenantId(slug),
        name=document.text("name"),
        issuer=f"https://{domain}" if domain else f"{public_url}/t/{slug}",
        apis=_read_apis(document, keys.algorithms),
        lifetimes=_read_lifetimes(document.table("lifetimes")),
        keys=keys,
        admission=read_admission(document.table("admission")),
        linking=read_linking(document.table("linking")),
        branding=read_branding(document.table("branding")),
        domain=domain,
    )


def read_slug(section: Section, key: str) -> str:
    """An identifier that is safe in a path, a cookie name and a partition key."""
    return section.text(key, form=forms.SLUG)


def _read_domain(document: Section, public_url: str) -> str | None:
    domain = document.optional_text("domain", form=forms.OWN_DOMAIN)
    if domain and domain == urlsplit(public_url).hostname:
        document.fault("domain", "is the broker's own address; a domain serves one tenant alone")
        return None
    return domain or None


def _read_apis(document: Section, algorithms: tuple[str, ...]) -> tuple[Api, ...]:
    apis: list[Api] = []
    for section in document.tables("apis"):
        api = Api(
            audience=(audience := section.text("audience", form=forms.AUDIENCE)),
            name=section.text("name", audience or "API"),
            scopes=_read_scopes(section.table("scopes"), apis),
            access_token_lifetime=section.number("access_token_lifetime", 600, 60, 3600),
            signing_algorithm=_read_algorithm(section, algorithms),
        )
        if any(api.audience == other.audience for other in apis):
            section.fault("audience", f"{api.audience} is already the audience of another API")
        section.done()
        apis.append(api)
    return tuple(apis)


def _read_algorithm(section: Section, algorithms: tuple[str, ...]) -> str | None:
    """One of those that the tenant has keys for; None leaves it to the tenant."""
    key = "signing_algorithm"
    return section.choice(key, algorithms) if section.has(key) else None


def _read_scopes(section: Section, others: list[Api]) -> dict[str, str]:
    scopes = section.texts_by_name(forms.SCOPE)
    for name in scopes:
        if name in IDENTITY_SCOPES or any(name in api.scopes for api in others):
            section.fault(name, "is a scope of something else already")
    return scopes


def _read_lifetimes(section: Section) -> Lifetimes:
    usual = Lifetimes()
    lifetimes = Lifetimes(
        attempt=section.number("attempt", usual.attempt, 60, 3600),
        code=section.number("code", usual.code, 10, 60),
        id_token=section.number("id_token", usual.id_token, 60, 3600),
        session_idle=section.number("session_idle", usual.session_idle, 60, 90 * 24 * 3600),
        session_absolute=section.number(
            "session_absolute", usual.session_absolute, 60, 365 * 24 * 3600
        ),
        refresh_idle=section.number("refresh_idle", usual.refresh_idle, 60, 365 * 24 * 3600),
        refresh_absolute=section.number(
            "refresh_absolute", usual.refresh_absolute, 60, 365 * 24 * 3600
        ),
    )
    section.done()
    return lifetimes


def _read_keys(section: Section) -> KeyPolicy:
    usual = KeyPolicy()
    algorithm = section.choice("algorithm", _ALGORITHMS, _ALGORITHMS[0])
    policy = KeyPolicy(
        rotation_days=section.number("rotation_days", usual.rotation_days, 0, 730),
        algorithms=tuple(dict.fromkeys((*usual.algorithms, algorithm))),
        algorithm=algorithm,
        tier=KeyTier(section.choice("tier", _TIERS, usual.tier)),
    )
    section.done()
    return policy
