"""Every key of the table, and no key anywhere else. The tenant leads, so that IAM can fence it.

Slugs, client ids, hashes and tokens have no `#` by their own grammars. What other people chose is
escaped first, so no two things share a key.
"""

from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

from chalicelib.identity.model import IdentityKey
from chalicelib.tenancy.model import TenantId

Key = Mapping[str, Mapping[str, str]]

#: Partition and sort keys end at 2048 and 1024 bytes; two such parts and their prefixes fit both.
_LONGEST_PART = 400
_SAFE = "/:@.-_~"

#: First and last sort key of what a query reads. `$` is the character after `#`.
CONFIGURATION = ("CONFIG", "KEY$")
SIGNING_KEYS = ("KEY#", "KEY$")
CLIENTS = ("CLIENT#", "CLIENT$")
ORIGINS = ("ORIGIN#", "ORIGIN$")


def tenant_partition(tenant: TenantId) -> str:
    """Where everything that is published for a tenant lies."""
    return f"T#{tenant}"


def config(tenant: TenantId) -> Key:
    """The tenant itself, its connections and its roles."""
    return _key(tenant_partition(tenant), "CONFIG")


def signing_key(tenant: TenantId, kid: str) -> Key:
    """The public part of one signing key."""
    return _key(tenant_partition(tenant), f"KEY#{kid}")


def client(tenant: TenantId, client_id: str) -> Key:
    """One registered client."""
    return _key(tenant_partition(tenant), f"CLIENT#{client_id}")


def origin(tenant: TenantId, url: str) -> Key:
    """A browser origin that some client registered."""
    return _key(tenant_partition(tenant), f"ORIGIN#{_part(url)}")


def document_version(tenant: TenantId, version: int) -> Key:
    """The text of a document as it was published."""
    return _key(tenant_partition(tenant), f"VERSION#{version:08d}")


def attempt(tenant: TenantId, state: str) -> Key:
    """A pending sign-in. Only the hash of its state is stored."""
    return _key(f"T#{tenant}#ATTEMPT#{sha256(state.encode()).hexdigest()}", "ATTEMPT")


def code(tenant: TenantId, grant_id: str) -> Key:
    """An authorization code, named by its hash."""
    return _key(f"T#{tenant}#CODE#{grant_id}", "CODE")


def session(tenant: TenantId, key: str) -> Key:
    """A signed-in browser, named by the hash of its secret."""
    return _key(f"T#{tenant}#SESSION#{key}", "SESSION")


def identity(tenant: TenantId, known_as: IdentityKey) -> Key:
    """A subject at a connection."""
    return _key(f"T#{tenant}#IDENTITY#{_identity_parts(known_as)}", "IDENTITY")


def user(tenant: TenantId, user_id: str) -> Key:
    """A person."""
    return _key(f"T#{tenant}#USER#{user_id}", "USER")


def identity_of_user(tenant: TenantId, user_id: str, known_as: IdentityKey) -> Key:
    """The same identity among everything of one person."""
    return _key(f"T#{tenant}#USER#{user_id}", f"IDENTITY#{_identity_parts(known_as)}")


def _identity_parts(known_as: IdentityKey) -> str:
    parts = (known_as.connection, known_as.issuer, known_as.subject)
    return "#".join(map(_part, parts))


def _part(text: str) -> str:
    """Text that somebody else chose, without `#`, and hashed when it is long.

    The hash is marked with a character that escaping never leaves in a part.
    """
    escaped = quote(text, safe=_SAFE, errors="surrogatepass")
    if len(escaped) <= _LONGEST_PART:
        return escaped
    return "=" + sha256(escaped.encode()).hexdigest()


def _key(pk: str, sk: str) -> Key:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
