"""References to secrets: what a document may say where a secret belongs, and what it stands for.

    client_secret = "env:ACME_GOOGLE_CLIENT_SECRET"

A document is read, reviewed and kept in version control; a secret in it would be lost.
"""

import re
from collections.abc import Iterator, Mapping

from chalicelib.adapters.kms.secrets import LONGEST_SECRET
from chalicelib.tenancy.section import Fault

_ENVIRONMENT = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_NOT_A_REFERENCE = "write a reference such as env:NAME, never the secret itself"
# The hash of a client's secret is stored without salt, as fits a secret that was drawn at random.
_SHORTEST_CLIENT_SECRET = 32
_VSCHAR = re.compile(r"[\x20-\x7e]+")  # RFC 6749 appendix A.2


class UnresolvedReference(Exception):
    """A reference that stands for nothing; the message names the variable and no secret."""


def resolve(reference: str, environ: Mapping[str, str]) -> str:
    """Return the secret that a reference stands for. Raises UnresolvedReference."""
    found = _ENVIRONMENT.fullmatch(reference)
    if found is None:
        # Not repeated: it may be the secret itself.
        raise UnresolvedReference(_NOT_A_REFERENCE)
    secret = environ.get(found[1], "")
    if not secret:
        raise UnresolvedReference(f"the environment variable {found[1]} is not set")
    return secret


def reference_faults(
    table: Mapping[str, object], environ: Mapping[str, str] | None = None
) -> Iterator[Fault]:
    """Every `client_secret` that is no reference or, given `environ`, is of no use there."""
    for kind, path, written in _written_references(table):
        if not isinstance(written, str) or not _ENVIRONMENT.fullmatch(written):
            yield Fault(path, _NOT_A_REFERENCE)
        elif environ is not None and (wrong := _wrong_secret(kind, written, environ)):
            yield Fault(path, wrong)


def _wrong_secret(kind: str, reference: str, environ: Mapping[str, str]) -> str | None:
    try:
        secret = resolve(reference, environ)
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


def _written_references(table: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    for kind in ("connections", "clients"):
        sections = table.get(kind)
        for index, section in enumerate(sections if isinstance(sections, list) else []):
            if isinstance(section, Mapping) and "client_secret" in section:
                yield kind, f"{kind}[{index}].client_secret", section["client_secret"]
