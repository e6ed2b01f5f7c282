"""Whether documents make sense: every fault of every one of them, before anything is published."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from chalicelib.flows.tenant_document import read_tenant_document
from chalicelib.tenancy.pasted_secret import TOLD, is_secret
from chalicelib.tenancy.section import Fault, InvalidDocument
from ops.documents import Document, FaultyDocuments, PlacedFault
from ops.references import reference_faults
from ops.stored_size import oversized

#: The environment in which a document's references are resolved.
SecretsFor = Callable[[Document], Mapping[str, str]]

_ANY_URL = "https://broker.invalid"
_UNIQUE = {"id": "tenant", "domain": "domain"}
#: Of what steers a terminal TOML itself refuses the rest.
_STEERS = re.compile(r"[\x7f-\x9f]")
_AS_IF_SEALED = bytes(512)  # how long the sealed secret of a usual provider is, and more


def require_sound(
    documents: Iterable[Document],
    environ: Mapping[str, str] | None = None,
    public_url: str = _ANY_URL,
) -> None:
    """Raise FaultyDocuments with all faults, file by file and from top to bottom.

    Whether the secrets that documents refer to are set is asked only of a given `environ`, and
    whether they suit a broker only of one that is named.
    """
    _require(documents, lambda _document: environ, public_url)


def require_publishable(
    documents: Iterable[Document], secrets_for: SecretsFor, public_url: str
) -> None:
    """The same, where each document may have an environment of its own."""
    _require(documents, secrets_for, public_url)


def _require(
    documents: Iterable[Document],
    secrets_for: Callable[[Document], Mapping[str, str] | None],
    public_url: str,
) -> None:
    faults: list[PlacedFault] = []
    first_of: dict[tuple[str, str], str] = {}
    for document in documents:
        about = (*_faults(document, secrets_for(document), public_url), *_taken(document, first_of))
        found = map(document.place, about)
        # The sort is stable: faults of one line stay in the order of the document.
        faults += sorted((*found, *_in_comments(document)), key=lambda fault: fault.line)
    if faults:
        raise FaultyDocuments(tuple(faults))


def _in_comments(document: Document) -> Iterator[PlacedFault]:
    """What no comment may hold: the text is kept as it is, for good, and shown as it is."""
    for line, comment in document.comments.items():
        if is_secret(comment):
            yield PlacedFault(file=document.file, line=line, path="", message=TOLD)
        elif _STEERS.search(comment):
            wrong = "must be a comment without control characters"
            yield PlacedFault(file=document.file, line=line, path="", message=wrong)


def _taken(document: Document, first_of: dict[tuple[str, str], str]) -> Iterator[Fault]:
    """What an earlier document has already and no two may have."""
    for key, what in _UNIQUE.items():
        value = document.table.get(key)
        if not isinstance(value, str):
            continue
        if (key, value) in first_of:
            yield Fault(key, f"{value} is already the {what} of {first_of[key, value]}")
        first_of.setdefault((key, value), document.file)


def _faults(
    document: Document, environ: Mapping[str, str] | None, public_url: str
) -> Iterator[Fault]:
    about_secrets = tuple(reference_faults(document.table, environ))
    yield from about_secrets
    told = {fault.path for fault in about_secrets}
    try:
        read = read_tenant_document(document.table, public_url, _seal_nothing, _hash_nothing)
    except InvalidDocument as error:
        yield from (fault for fault in error.faults if fault.path not in told)
    else:
        yield from oversized(read)


def _seal_nothing(_connection: str, _reference: str) -> bytes:
    return _AS_IF_SEALED


def _hash_nothing(_reference: str) -> tuple[str, ...]:
    return ()
