"""The tenants' documents as this stack publishes them: with its own loopback addresses."""

from pathlib import Path

from ops.documents import Document, load_documents, read_document
from ops.local.addresses import Addresses
from ops.local.development_secrets import DevelopmentSecrets
from ops.validate import require_sound


def read_documents(
    folder: Path, addresses: Addresses, secrets: DevelopmentSecrets, public_url: str
) -> tuple[Document, ...]:
    """Every document in `folder`, sound. Raises FaultyDocuments with every fault."""
    documents = tuple(
        read_document(document.file, addresses.moved(document.text))
        for document in load_documents([folder])
    )
    require_sound(documents, secrets, public_url)
    return documents
