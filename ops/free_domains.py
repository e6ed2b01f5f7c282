"""Whether the domains that documents want are free, before anything is published."""

from collections.abc import Iterable

from chalicelib.adapters.dynamodb.domains import find_holders
from chalicelib.tenancy.section import Fault
from ops.documents import Document, FaultyDocuments
from ops.publish import Destination


def require_free_domains(documents: Iterable[Document], destination: Destination) -> None:
    """Raise FaultyDocuments for every domain that is another tenant's.

    So it is while the other one has not given it up, also where that is about to happen: whoever
    moves a domain publishes who gives it up first.
    """
    wanting = [document for document in documents if "domain" in document.table]
    wanted = [str(document.table["domain"]) for document in wanting]
    holders = find_holders(destination.open_table(), wanted)
    faults = tuple(
        document.place(Fault("domain", f"{domain} is another tenant's"))
        for document, domain in zip(wanting, wanted, strict=True)
        if holders.get(domain, document.table["id"]) != document.table["id"]
    )
    if faults:
        raise FaultyDocuments(faults)
