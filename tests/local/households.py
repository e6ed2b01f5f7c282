"""Tenants as the local stack sees them, from documents written in a test."""

from pathlib import Path

from ops.documents import read_document
from ops.local.addresses import Addresses
from ops.local.development_secrets import DevelopmentSecrets
from ops.local.documents import read_documents
from ops.local.household import Household, read_household

PUBLIC_URL = "http://localhost:8787"
WEB = "http://localhost:8790"

CONNECTION = """
[[connections]]
id = "{id}"
kind = "{kind}"
client_id = "{client_id}"
client_secret = "env:{reference}"
"""


def connection(name: str, kind: str, client_id: str, reference: str, issuer: str = "") -> str:
    text = CONNECTION.format(id=name, kind=kind, client_id=client_id, reference=reference)
    return f'{text}issuer = "{issuer}"\n' if issuer else text


def household(tenant: str, *sections: str) -> Household:
    """The household of a document with these sections, which has nobody listed in people.toml."""
    text = "\n".join([f'id = "{tenant}"', f'name = "{tenant.title()}"', *sections])
    document = read_document(f"nowhere/{tenant}.toml", text)
    return read_household(document, PUBLIC_URL, DevelopmentSecrets({}))


def households(folder: str, port: int = 8787) -> tuple[Household, ...]:
    """The households of a directory of this repository, at the addresses of a stack."""
    addresses, secrets = Addresses(port), DevelopmentSecrets.load(Path(folder))
    documents = read_documents(Path(folder), addresses, secrets, addresses.broker)
    return tuple(read_household(document, addresses.broker, secrets) for document in documents)
