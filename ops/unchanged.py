"""Whether a document is published already, so that nothing need be written."""

from collections.abc import Mapping

from chalicelib.adapters.dynamodb.published import PublishedTenants
from chalicelib.tenancy.model import KeyPolicy, TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.keys import USUAL_ALGORITHM, KeyRing, KeyStage
from ops.documents import Document
from ops.imprint import has_imprint
from ops.publish import Destination, Published

_SIGN = frozenset({KeyStage.NEXT, KeyStage.CURRENT})  # now, or soon


def find_unchanged(
    document: Document, destination: Destination, secrets: Mapping[str, str]
) -> Published | None:
    """What is published, if it is this sound document with these secrets, whole and with its keys.

    None also for what was published by an earlier release, or broke off: publishing settles it.
    """
    tenant = TenantId(str(document.table["id"]))
    published = PublishedTenants(destination.open_table())
    with in_house_of(tenant):
        finished, standing = published.finished(tenant), published.find(tenant)
    if finished is None or standing is None or finished.version != standing.version:
        return None
    if not standing.refresh_keys:
        return None
    if not _has_keys(KeyRing(standing.keys), standing.configuration.tenant.keys):
        return None
    if not has_imprint(document, destination.settled, secrets, finished.imprint):
        return None
    return Published(
        tenant=tenant,
        version=standing.version,
        issuer=standing.configuration.tenant.issuer,
        connections=tuple(each.id for each in standing.configuration.connections),
        clients=tuple(client["id"] for client in _clients(document)),
        keys=tuple(key.kid for key in KeyRing(standing.keys).published),
        unchanged=True,
    )


def _clients(document: Document) -> tuple[Mapping[str, str], ...]:
    clients = document.table.get("clients")
    return tuple(clients) if isinstance(clients, list) else ()


def _has_keys(ring: KeyRing, policy: KeyPolicy) -> bool:
    """Whether each algorithm that is wanted, and no other, has a key where it is wanted.

    Somebody may have taken one away, and what a publication does last, changing keys, may have
    broken off.
    """
    at_hand = {(key.algorithm, key.tier) for key in ring.keys if key.stage in _SIGN}
    return (
        # An earlier release did not say which of them APIs meet.
        policy.algorithm == policy.algorithms[-1]
        and USUAL_ALGORITHM in ring.algorithms
        and at_hand.issuperset((algorithm, policy.tier) for algorithm in policy.algorithms)
        and {algorithm for algorithm, _ in at_hand} == set(policy.algorithms)
    )
