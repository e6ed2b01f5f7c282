"""`vestibule tenants history|export`: what was published, when and by whom."""

import tomllib

from chalicelib.adapters.dynamodb.published import PublishedTenants, PublishedText
from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.tenancy.model import SLUG, TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tenancy.section import InvalidDocument
from ops.differences import MARKS, Difference, differences
from ops.named_tenant import NoSuchTenant
from ops.person_json import moment
from ops.publish import Destination
from ops.report import Refused, Report, printable
from ops.secretless import read_without_secrets

_MOST_TOLD = 4


def history(destination: Destination, slug: str, limit: int) -> Report:
    """The last versions of a tenant, the newest first."""
    published = PublishedTenants(destination.open_table())
    with in_house_of(TenantId(slug)):
        tenant, current = _current(published, slug)
        first = max(1, current - limit + 1)
        texts = published.texts(tenant, max(1, first - 1), current)
    before = {text.version: text for text in texts}
    versions = [
        _describe(text, before.get(text.version - 1))
        for text in reversed(texts)
        if text.version >= first
    ]
    return Report(
        lines=tuple(_line(each) for each in versions),
        described={"tenant": tenant, "current": current, "versions": versions},
    )


def export(destination: Destination, slug: str, version: int | None) -> Report:
    """The text of a document as it was published; references stay references."""
    found = find_text(destination, slug, version)
    return Report(
        lines=(found.text.removesuffix("\n"),),
        described={"tenant": slug, "version": found.version, "document": found.text},
    )


def find_text(destination: Destination, slug: str, version: int | None) -> PublishedText:
    """One version, the current one if none is named. Raises Refused."""
    published = PublishedTenants(destination.open_table())
    with in_house_of(TenantId(slug)):
        tenant, current = _current(published, slug)
        wanted = current if version is None else version
        for text in published.texts(tenant, wanted, wanted):
            return text
    raise Refused(f"{tenant} has no version {wanted}; the current one is {current}")


def _current(published: PublishedTenants, slug: str) -> tuple[TenantId, int]:
    tenant = TenantId(slug)
    standing = published.find(tenant) if SLUG.fullmatch(slug) else None
    if standing is None:
        raise NoSuchTenant(slug)
    return tenant, standing.version


def _describe(text: PublishedText, before: PublishedText | None) -> dict[str, object]:
    return {
        "version": text.version,
        "published_at": moment(text.published_at),
        "published_by": text.published_by,
        "changes": _changes(text, before),
    }


def _line(described: dict[str, object]) -> str:
    at = described["published_at"]
    who, changes = described["published_by"] or "unknown", described["changes"]
    return printable(f"{described['version']}  {at or 'unknown'}  {who}  {changes}")


def _changes(text: PublishedText, before: PublishedText | None) -> str:
    if before is None:
        return "first version" if text.version == 1 else "the version before is not kept"
    if text.text == before.text:
        return "the same document; a secret or a key may be another"
    new, old = _read(text), _read(before)
    if new is None or old is None:
        return "cannot be compared by this release"
    found = differences(old, new, frozenset())
    if not found:
        return "only the text: comments, order or references"
    more = [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
    return "; ".join([*map(_told, found[:_MOST_TOLD]), *more])


def _told(difference: Difference) -> str:
    names = f" ({', '.join(difference.values)})" if difference.values else ""
    return f"{MARKS[difference.kind]} {difference.thing}{names}"


def _read(text: PublishedText) -> TenantDocument | None:
    """What an old text says; None if the rules for documents have changed since."""
    try:
        return read_without_secrets(tomllib.loads(text.text))
    except InvalidDocument:
        return None
