"""References to secrets: what a document may say where a secret belongs, and what it stands for.

    client_secret = "env:ACME_GOOGLE_CLIENT_SECRET"
    client_secret = "ssm:/vestibule/acme/google"
    client_secret = "secretsmanager:vestibule/acme#google"

A document is read, reviewed and kept in version control; a secret in it would be lost.
"""

import re
from collections.abc import Iterator, Mapping

from chalicelib.adapters.kms.secrets import LONGEST_SECRET
from chalicelib.tenancy.forms import NOT_A_REFERENCE, REFERENCE
from chalicelib.tenancy.section import Fault

# The hash of a client's secret is stored without salt, as fits a secret that was drawn at random.
_SHORTEST_CLIENT_SECRET = 32
_VSCHAR = re.compile(r"[\x20-\x7e]+")  # RFC 6749 appendix A.2


class UnresolvedReference(Exception):
    """A reference that stands for nothing; the message names where it points and no secret."""


def resolve(reference: str, secrets: Mapping[str, str]) -> str:
    """Return the secret that a reference stands for. Raises UnresolvedReference.

    `secrets` has the variables of the environment by name, everything else by its reference.
    """
    if REFERENCE(reference):
        raise UnresolvedReference(NOT_A_REFERENCE)
    variable = reference.removeprefix("env:")
    secret = secrets.get(variable, "")
    if secret:
        return secret
    if variable != reference:
        raise UnresolvedReference(f"the environment variable {variable} is not set")
    raise UnresolvedReference(f"{reference} stands for nothing here")


def written_references(section: Mapping[str, object]) -> tuple[object, ...]:
    """What is written as the secret, or the secrets, of one connection or client."""
    written = section.get("client_secret", ())
    return tuple(written) if isinstance(written, list | tuple) else (written,)


def reference_faults(
    table: Mapping[str, object], secrets: Mapping[str, str] | None = None
) -> Iterator[Fault]:
    """Every `client_secret` that is no reference or, given `secrets`, is of no use there."""
    for kind, path, written in _references_in(table):
        if not isinstance(written, str) or REFERENCE(written):
            yield Fault(path, NOT_A_REFERENCE)
        elif secrets is not None and (wrong := _wrong_secret(kind, written, secrets)):
            yield Fault(path, wrong)


def _wrong_secret(kind: str, reference: str, secrets: Mapping[str, str]) -> str | None:
    try:
        secret = resolve(reference, secrets)
    except UnresolvedReference as error:
        return str(error)
    if kind == "connections":
        # The provider chose it; it only has to fit into one call to KMS.
        fits = len(secret.encode()) <= LONGEST_SECRET
        return None if fits else f"what {reference} stands for is over {LONGEST_SECRET} bytes long"
    if len(secret) < _SHORTEST_CLIENT_SECRET or not _VSCHAR.fullmatch(secret):
        return (
            f"what {reference} stands for must be at least {_SHORTEST_CLIENT_SECRET} printable"
            " ASCII characters, drawn at random"
        )
    return None


def _references_in(table: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    for kind in ("connections", "clients"):
        sections = table.get(kind)
        for index, section in enumerate(sections if isinstance(sections, list) else []):
            if isinstance(section, Mapping) and "client_secret" in section:
                yield from _references_of(kind, f"{kind}[{index}].client_secret", section)


def _references_of(
    kind: str, path: str, section: Mapping[str, object]
) -> Iterator[tuple[str, str, object]]:
    written = section["client_secret"]
    # Only a client has two secrets for a while; a connection's list is a mistake by itself.
    if kind == "clients" and isinstance(written, list):
        yield from ((kind, f"{path}[{at}]", each) for at, each in enumerate(written))
    else:
        yield kind, path, written
