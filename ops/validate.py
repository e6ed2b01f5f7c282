"""Whether documents make sense: every fault of every one of them, before anything is published."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from chalicelib.flows.tenant_document import read_tenant_document
from chalicelib.tenancy.section import Fault, InvalidDocument
from ops.documents import Document, FaultyDocuments, PlacedFault
from ops.references import reference_faults
from ops.stored_size import oversized

#: The environment in which a document's references are resolved.
SecretsFor = Callable[[Document], Mapping[str, str]]

_ANY_ISSUER = "https://issuer.invalid"
_AS_IF_SEALED = bytes(512)  # how long the sealed secret of a usual provider is, and more


def require_sound(documents: Iterable[Document], environ: Mapping[str, str] | None = None) -> None:
    """Raise FaultyDocuments with all faults, file by file and from top to bottom.

    Whether the secrets that documents refer to are set is asked only of a given `environ`.
    """
    _require(documents, lambda _document: environ)


def require_publishable(documents: Iterable[Document], secrets_for: SecretsFor) -> None:
    """The same, where each document may have an environment of its own."""
    _require(documents, secrets_for)


def _require(
    documents: Iterable[Document], secrets_for: Callable[[Document], Mapping[str, str] | None]
) -> None:
    faults: list[PlacedFault] = []
    first_of: dict[object, str] = {}
    for document in documents:
        found = [document.place(fault) for fault in _faults(document, secrets_for(document))]
        tenant = document.table.get("id")
        if isinstance(tenant, str) and tenant in first_of:
            taken = Fault("id", f"{tenant} is already the tenant of {first_of[tenant]}")
            found.append(document.place(taken))
        first_of.setdefault(tenant, document.file)
        # The sort is stable: faults of one line stay in the order of the document.
        faults += sorted(found, key=lambda fault: fault.line)
    if faults:
        raise FaultyDocuments(tuple(faults))


def _faults(document: Document, environ: Mapping[str, str] | None) -> Iterator[Fault]:
    about_secrets = tuple(reference_faults(document.table, environ))
    yield from about_secrets
    told = {fault.path for fault in about_secrets}
    try:
        read = read_tenant_document(document.table, _ANY_ISSUER, _seal_nothing, _hash_nothing)
    except InvalidDocument as error:
        yield from (fault for fault in error.faults if fault.path not in told)
    else:
        yield from oversized(read)


def _seal_nothing(_connection: str, _reference: str) -> bytes:
    return _AS_IF_SEALED


def _hash_nothing(_reference: str) -> tuple[str, ...]:
    return ()
