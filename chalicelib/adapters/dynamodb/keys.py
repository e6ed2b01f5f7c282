"""Every key of the table, and no key anywhere else. The tenant leads, so that IAM can fence it.

Slugs, domains, client ids, hashes and tokens have no `#` by their own grammars. What other people
chose is escaped first, so no two things share a key.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

from chalicelib.identity.model import IdentityKey
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import StatusIndex

Key = Mapping[str, Mapping[str, str]]

#: Partition and sort keys end at 2048 and 1024 bytes; two such parts and their prefixes fit both.
_LONGEST_PART = 400
_SAFE = "/:@.-_~"

#: First and last sort key of what a query reads. `$` is the character after `#`.
CONFIGURATION = ("CONFIG", "KEY$")
SIGNING_KEYS = ("KEY#", "KEY$")
TENANTS = ("0", "z~")
CLIENTS = ("CLIENT#", "CLIENT$")
REFRESH_KEYS = ("HMACKEY#", "HMACKEY$")
ORIGINS = ("ORIGIN#", "ORIGIN$")
IDENTITIES = ("IDENTITY#", "IDENTITY$")
FAMILIES = ("FAMILY#", "FAMILY$")
SESSIONS = ("SESSION#", "SESSION$")
CODES = ("CODE#", "CODE$")
INVITATIONS = ("INVITED#", "INVITED$")
STATUS_LISTS = ("LIST#", "LIST$")
STATUSES = ("IDX#", "IDX$")
EVERYTHING = (" ", "~")

#: Partition and sort key, as one text, of what is read back from the table's stream.
_STATUS = re.compile(r"T#([^#]+)#STATUS#([0-9]+) IDX#([0-9]+)")
_SESSION = re.compile(r"T#([^#]+)#SESSION#[^# ]+ SESSION")
_USER = re.compile(r"T#([^#]+)#USER#[^# ]+ USER")
_DOMAIN = re.compile(r"DOMAIN#([^# ]+) DOMAIN")


def directory_partition() -> str:
    """Where the tenants are listed: a partition that no tenant leads, for no tenant reads it.

    Slugs are in it and nothing else. A fence around one tenant's keys keeps this out.
    """
    return "DIRECTORY"


def directory_entry(tenant: TenantId) -> Key:
    """One tenant among all of them."""
    return _key(directory_partition(), tenant)


def domain(host: str) -> Key:
    """Whose a host is: a partition that no tenant leads, as it is read to learn the tenant.

    The tenant's name is in it and nothing else. A fence around one tenant's keys keeps this out.
    """
    return _key(f"DOMAIN#{host}", "DOMAIN")


def read_domain(key: Key) -> str | None:
    """Which host lies there; None for every other item."""
    matched = _match(_DOMAIN, key)
    return matched and matched[1]


def is_between_houses(partition: str) -> bool:
    """Whether a partition is one of the few that no tenant leads."""
    return partition == directory_partition() or partition.startswith("DOMAIN#")


def kind_of_partition(partition: str) -> str:
    """Whose a partition is, and of what, for a journal that must not hold what else is in it."""
    return "#".join(partition.split("#")[: 3 if partition.startswith("T#") else 1])


def tenant_partition(tenant: TenantId) -> str:
    """Where everything that is published for a tenant lies."""
    return f"T#{tenant}"


def config(tenant: TenantId) -> Key:
    """The tenant itself, its connections and its roles."""
    return _key(tenant_partition(tenant), "CONFIG")


def signing_key(tenant: TenantId, kid: str) -> Key:
    """One signing key: its public part, and of a wrapped one what KMS alone can open."""
    return _key(tenant_partition(tenant), f"KEY#{kid}")


def key_ring(tenant: TenantId) -> Key:
    """How often the signing keys changed. Whoever changes them changes this as well."""
    return _key(tenant_partition(tenant), "RING")


def client(tenant: TenantId, client_id: str) -> Key:
    """One registered client."""
    return _key(tenant_partition(tenant), f"CLIENT#{client_id}")


def origin(tenant: TenantId, url: str) -> Key:
    """A browser origin that some client registered."""
    return _key(tenant_partition(tenant), f"ORIGIN#{_part(url)}")


def refresh_key(tenant: TenantId, version: int) -> Key:
    """One wrapped key of those that make refresh tokens. Read with the configuration."""
    return _key(tenant_partition(tenant), f"HMACKEY#{version:08d}")


def document_version(tenant: TenantId, version: int) -> Key:
    """The text of a document as it was published."""
    return _key(tenant_partition(tenant), f"VERSION#{version:08d}")


def document_versions(first: int, last: int) -> tuple[str, str]:
    """First and last sort key of some versions of a document."""
    return f"VERSION#{first:08d}", f"VERSION#{last:08d}"


def publication(tenant: TenantId) -> Key:
    """Who may publish the tenant now, and what came of the last publication that was finished."""
    return _key(tenant_partition(tenant), "PUBLICATION")


def attempt(tenant: TenantId, state: str) -> Key:
    """A pending sign-in. Only the hash of its state is stored."""
    return _key(f"T#{tenant}#ATTEMPT#{sha256(state.encode()).hexdigest()}", "ATTEMPT")


def code(tenant: TenantId, key: str) -> Key:
    """An authorization code, named by its hash."""
    return _key(f"T#{tenant}#CODE#{key}", "CODE")


def family(tenant: TenantId, key: str) -> Key:
    """A refresh family, named by the hash of its secret."""
    return _key(f"T#{tenant}#RF#{key}", "FAMILY")


def session(tenant: TenantId, key: str) -> Key:
    """A signed-in browser, named by the hash of its secret."""
    return _key(f"T#{tenant}#SESSION#{key}", "SESSION")


def identity(tenant: TenantId, known_as: IdentityKey) -> Key:
    """A subject at a connection."""
    return _key(f"T#{tenant}#IDENTITY#{_identity_parts(known_as)}", "IDENTITY")


def user(tenant: TenantId, user_id: str) -> Key:
    """A person."""
    return _key(person_partition(tenant, user_id), "USER")


def identity_of_user(tenant: TenantId, user_id: str, known_as: IdentityKey) -> Key:
    """The same identity among everything of one person."""
    return _key(person_partition(tenant, user_id), f"IDENTITY#{_identity_parts(known_as)}")


def person_partition(tenant: TenantId, user_id: str) -> str:
    """Where everything of one person is listed."""
    return f"T#{tenant}#USER#{user_id}"


def session_of_user(tenant: TenantId, user_id: str, key: str) -> Key:
    """A session among everything of one person."""
    return _key(person_partition(tenant, user_id), f"SESSION#{key}")


def family_of_user(tenant: TenantId, user_id: str, key: str) -> Key:
    """A refresh family among everything of one person."""
    return _key(person_partition(tenant, user_id), f"FAMILY#{key}")


def code_of_user(tenant: TenantId, user_id: str, key: str) -> Key:
    """An authorization code among everything of one person."""
    return _key(person_partition(tenant, user_id), f"CODE#{key}")


def email_partition(tenant: TenantId, email: str) -> str:
    """Where everybody with an e-mail address is found, whoever vouches for it."""
    return f"T#{tenant}#EMAIL#{_part(email.casefold())}"


def email_of_user(tenant: TenantId, email: str, user_id: str) -> Key:
    """One person among those with an e-mail address, proven or not: it decides nothing alone."""
    return _key(email_partition(tenant, email), f"USER#{user_id}")


def invitations_partition(tenant: TenantId) -> str:
    """Where the invitations of a tenant are listed."""
    return f"T#{tenant}#INVITATIONS"


def invitation(tenant: TenantId, address: str) -> Key:
    """The invitation for an address. Only the address's hash is in the key."""
    return _key(invitations_partition(tenant), f"INVITED#{sha256(address.encode()).hexdigest()}")


def people_partition(tenant: TenantId) -> str:
    """Where the people of a tenant are listed, in the order in which they came."""
    return f"T#{tenant}#PEOPLE"


def person(tenant: TenantId, created_at: int, user_id: str) -> Key:
    """One person in that list."""
    return _key(people_partition(tenant), f"{created_at:012d}#{user_id}")


def status_directory(tenant: TenantId) -> str:
    """Where a tenant's status lists are counted and listed."""
    return f"T#{tenant}#STATUS"


def status_counter(tenant: TenantId) -> Key:
    """How many blocks of status indexes were claimed."""
    return _key(status_directory(tenant), "COUNTER")


def status_list_entry(tenant: TenantId, number: int) -> Key:
    """One status list in the tenant's directory of them."""
    return _key(status_directory(tenant), f"LIST#{number:08d}")


def status_list_partition(tenant: TenantId, number: int) -> str:
    """Where one status list lies."""
    return f"T#{tenant}#STATUS#{number}"


def published_status_list(tenant: TenantId, number: int) -> Key:
    """A status list as it was last signed."""
    return _key(status_list_partition(tenant, number), "LIST")


def status(tenant: TenantId, number: int, index: int) -> Key:
    """What became of one index; what is valid has none."""
    return _key(status_list_partition(tenant, number), f"IDX#{index:06d}")


def read_status(key: Key) -> tuple[TenantId, StatusIndex] | None:
    """Whose place a status is of, and which; None for every other item."""
    matched = _match(_STATUS, key)
    if matched is None:
        return None
    return TenantId(matched[1]), StatusIndex(int(matched[2]), int(matched[3]))


def read_session(key: Key) -> TenantId | None:
    """Whose session lies there; None for every other item."""
    matched = _match(_SESSION, key)
    return matched and TenantId(matched[1])


def read_user(key: Key) -> TenantId | None:
    """Whose person lies there; None for every other item."""
    matched = _match(_USER, key)
    return matched and TenantId(matched[1])


def audit_event(tenant: TenantId, day: str, event_id: str) -> Key:
    """One line of the audit trail; `event_id` begins with its time of day."""
    return _key(f"T#{tenant}#AUDIT#{day}", event_id)


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


def _match(place: re.Pattern[str], key: Key) -> re.Match[str] | None:
    return place.fullmatch(f"{key['pk']['S']} {key['sk']['S']}")


def _key(pk: str, sk: str) -> Key:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
