"""`vestibule tenants ...`: check documents, and bring them to a broker."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from ops.documents import FaultyDocuments, load_documents
from ops.publish import Published, publish
from ops.report import Report, counted
from ops.surroundings import Surroundings
from ops.validate import require_publishable, require_sound


def validate(paths: Sequence[Path], environ: Mapping[str, str] | None = None) -> Report:
    """Check documents, and with an `environ` that the secrets they refer to are set in it.

    Raises FaultyDocuments.
    """
    documents = load_documents(paths)
    require_sound(documents, environ)
    files = [document.file for document in documents]
    return Report(
        lines=tuple(f"{file}: sound" for file in files), described={"files": files, "faults": []}
    )


def apply(paths: Sequence[Path], surroundings: Surroundings, environ: Mapping[str, str]) -> Report:
    """Publish documents, or none of them: all are checked before the first one is published.

    Raises FaultyDocuments.
    """
    documents = [surroundings.prepare(document) for document in load_documents(paths)]
    secrets_for = partial(surroundings.secrets_for, environ)
    require_publishable(documents, secrets_for)
    published = [
        publish(document, surroundings.destination, secrets_for(document)) for document in documents
    ]
    return Report(
        lines=tuple(map(_line, published)),
        described={
            "destination": surroundings.name,
            "tenants": [asdict(each) for each in published],
        },
    )


def faulty(error: FaultyDocuments) -> Report:
    """The report on documents that cannot be used."""
    files = len({fault.file for fault in error.faults})
    summary = f"{counted(len(error.faults), 'fault')} in {counted(files, 'file')}"
    return Report(
        ok=False,
        lines=(*map(str, error.faults), summary),
        described={"faults": [asdict(fault) for fault in error.faults]},
    )


def _line(published: Published) -> str:
    connections = counted(len(published.connections), "connection")
    clients = counted(len(published.clients), "client")
    return (
        f"{published.tenant}: version {published.version} at {published.issuer}"
        f" ({connections}, {clients})"
    )
