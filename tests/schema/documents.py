"""Tenant documents, asked of the schema and of the readers."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from chalicelib.flows.tenant_document import read_tenant_document
from chalicelib.tenancy.section import Fault, InvalidDocument
from ops.references import reference_faults
from ops.schema.annotated import load
from tests.tenancy.documents import SOUND

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/tenant.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)
ANNOTATED = load().table
_FILES = [*ROOT.glob("tenants/*.toml"), *ROOT.glob("tests/**/tenants/*.toml")]

#: Every document of the repository that is sound.
EVERY: Mapping[str, Mapping[str, Any]] = {
    "annotated": ANNOTATED,
    "a test's": SOUND,
    **{file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(_FILES)},
}


def faults_of(table: Mapping[str, Any]) -> list[Fault]:
    """What the command line would find, but for secrets that cannot be read."""
    found = list(reference_faults(table))
    try:
        read_tenant_document(
            table, "https://issuer.invalid", lambda _connection, _reference: b"", lambda _: ()
        )
    except InvalidDocument as error:
        found += error.faults
    return found


def refusals_of(table: Mapping[str, Any]) -> list[str]:
    """What an editor would find."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(table)]


def places_in(node: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in a document something is."""
    if place:
        yield place
    lists = enumerate(node) if isinstance(node, list) else ()
    items = node.items() if isinstance(node, Mapping) else lists
    for step, inner in items:
        yield from places_in(inner, (*place, step))
