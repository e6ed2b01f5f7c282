"""`vestibule tenants validate|plan|apply|rollback`: check documents, and bring them to a broker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.dynamodb.domains import DomainTaken
from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.key_ports import KeyKeeperFailed
from ops.documents import Document, FaultyDocuments, load_documents, read_document
from ops.free_domains import require_free_domains
from ops.history_command import find_text
from ops.plan import make_plan
from ops.plan_lines import describe_plan, lines_of_plan
from ops.progress import Progress
from ops.publish import Published, publish
from ops.report import Report, counted, printable
from ops.signing_keys import KeyNotReady
from ops.surroundings import Surroundings
from ops.unchanged import find_unchanged
from ops.validate import require_publishable, require_sound

#: The exit status of a plan that changes something, where it is asked for.
CHANGES = 3

_OBSTACLES = (
    DomainTaken,
    PublishedMeanwhile,
    StorageUnavailable,
    BotoCoreError,
    ClientError,
    KeyKeeperFailed,
    KeyNotReady,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How documents are published."""

    by: str | None = None  # whoever does it; kept in the tenant's history
    force: bool = False  # also what is published already
    quiet: bool = True  # show no progress


class StoppedHalfWay(Exception):
    """Something, or whoever watched, kept a document from being published after others were."""

    def __init__(self, published: list[Published], total: int, obstacle: BaseException) -> None:
        super().__init__(obstacle)
        self.published = published
        self.total = total
        self.obstacle = obstacle


def validate(paths: Sequence[Path], secrets: Mapping[str, str] | None = None) -> Report:
    """Check documents, and with `secrets` that what they refer to is among them.

    Raises FaultyDocuments.
    """
    documents = load_documents(paths)
    require_sound(documents, secrets)
    files = [document.file for document in documents]
    return Report(
        lines=tuple(f"{file}: sound" for file in files), described={"files": files, "faults": []}
    )


def plan(
    paths: Sequence[Path],
    surroundings: Surroundings,
    secrets: Mapping[str, str],
    *,
    exit_code: bool = False,
) -> Report:
    """Say what `apply` would change and what that breaks. Raises FaultyDocuments."""
    documents = [surroundings.prepare(document) for document in load_documents(paths)]
    require_sound(documents, public_url=surroundings.destination.public_url)
    require_free_domains(documents, surroundings.destination)
    plans = [
        make_plan(each, surroundings.destination, surroundings.secrets_for(secrets, each))
        for each in documents
    ]
    changing = [each for each in plans if not each.is_empty]
    summary = f"{counted(len(changing), 'tenant')} to publish, {len(plans) - len(changing)} not"
    return Report(
        lines=(*(line for each in plans for line in lines_of_plan(each)), summary),
        described={
            "destination": surroundings.name,
            "changes": bool(changing),
            "tenants": [describe_plan(each) for each in plans],
        },
        status=CHANGES if exit_code and changing else None,
    )


def apply(
    paths: Sequence[Path],
    surroundings: Surroundings,
    secrets: Mapping[str, str],
    manner: Manner,
) -> Report:
    """Publish documents, or none of them: all are checked before the first one is published.

    What is published already is left alone; so the same command again does what is left. Raises
    FaultyDocuments and StoppedHalfWay.
    """
    documents = [surroundings.prepare(document) for document in load_documents(paths)]
    return _bring(documents, surroundings, secrets, manner)


def rollback(
    slug: str,
    version: int,
    surroundings: Surroundings,
    secrets: Mapping[str, str],
    manner: Manner,
) -> Report:
    """Publish an old text as a new version, with what its references stand for now.

    Raises Refused and FaultyDocuments.
    """
    found = find_text(surroundings.destination, slug, version)
    document = read_document(f"{slug}@{version}", found.text)
    return _bring([document], surroundings, secrets, manner)


def faulty(error: FaultyDocuments) -> Report:
    """The report on documents that cannot be used."""
    files = len({fault.file for fault in error.faults})
    summary = f"{counted(len(error.faults), 'fault')} in {counted(files, 'file')}"
    return Report(
        ok=False,
        lines=(*(printable(str(fault)) for fault in error.faults), summary),
        described={"faults": [asdict(fault) for fault in error.faults]},
    )


def _bring(
    documents: Sequence[Document],
    surroundings: Surroundings,
    secrets: Mapping[str, str],
    manner: Manner,
) -> Report:
    secrets_for = partial(surroundings.secrets_for, secrets)
    require_publishable(documents, secrets_for, surroundings.destination.public_url)
    require_free_domains(documents, surroundings.destination)

    def bring(document: Document) -> Published:
        wanted = (document, surroundings.destination, secrets_for(document))
        unchanged = None if manner.force else find_unchanged(*wanted)
        return unchanged or publish(*wanted, by=manner.by)

    published = _all(documents, bring, manner)
    return Report(
        lines=tuple(map(_line, published)),
        described={
            "destination": surroundings.name,
            "tenants": [asdict(each) for each in published],
        },
    )


def _all(
    documents: Sequence[Document], bring: Callable[[Document], Published], manner: Manner
) -> list[Published]:
    progress = None if manner.quiet else Progress(len(documents))
    published: list[Published] = []
    for document in documents:
        try:
            published.append(bring(document))
        except (*_OBSTACLES, KeyboardInterrupt) as error:
            raise StoppedHalfWay(published, len(documents), error) from error
        if progress:
            progress.step()
    return published


def _line(published: Published) -> str:
    if published.unchanged:
        return f"{published.tenant}: unchanged, version {published.version} at {published.issuer}"
    connections = counted(len(published.connections), "connection")
    clients = counted(len(published.clients), "client")
    return (
        f"{published.tenant}: version {published.version} at {published.issuer}"
        f" ({connections}, {clients})"
    )
