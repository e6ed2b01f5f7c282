"""Which broker the command line talks to: one in AWS, or the local stack that is running."""

import getpass
import json
import os
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import BotoCoreError

from chalicelib.settings import wrong_public_url
from ops.documents import Document, read_document
from ops.local.addresses import USUAL_PORT, Addresses
from ops.local.aws import Resources, create_resources
from ops.local.development_secrets import DevelopmentSecrets
from ops.publish import Destination

_TEMPLATE = Path(__file__).parent.parent / "infra" / "resources.yaml"
_VARIABLES = {
    "table": "VESTIBULE_TABLE",
    "public_url": "VESTIBULE_PUBLIC_URL",
    "secrets_key": "VESTIBULE_SECRETS_KEY",
}


class NoSurroundings(Exception):
    """Nothing says where the broker is, or not everything that must be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A broker's table and keys, and what is special about them."""

    name: str
    destination: Destination
    local: Addresses | None = None
    upstreams: Mapping[tuple[str, str], str] = field(default_factory=dict)  # pretend ones

    def prepare(self, document: Document) -> Document:
        """The document for this broker: loopback addresses follow the local stack's ports."""
        if self.local is None:
            return document
        return read_document(document.file, self.local.moved(document.text))

    def secrets_for(self, secrets: Mapping[str, str], document: Document) -> Mapping[str, str]:
        """What the document's references stand for here: on the local stack every one does."""
        if self.local is None:
            return secrets
        written = DevelopmentSecrets.load(Path(document.file).parent)
        return ChainMap(dict(secrets), written)  # type: ignore[arg-type]


def find_surroundings(chosen: Mapping[str, str | None], environ: Mapping[str, str]) -> Surroundings:
    """Options first, then variables, then a local stack. Raises NoSurroundings.

    A stack is looked for only if nothing else is said: a production broker that is named in part
    must never be mistaken for the one on this machine.
    """
    said = {name: chosen.get(name) or environ.get(_VARIABLES[name], "") for name in _VARIABLES}
    if any(said.values()):
        _require_endpoints(environ)
        return _in_aws(said)
    file = Path(environ.get("VESTIBULE_HOME") or ".vestibule") / "stack.json"
    if not file.exists():
        raise NoSurroundings(
            f"nothing says which broker is meant: set {', '.join(_VARIABLES.values())}"
            f" (or give the options of the same names), or start the local stack with `make serve`"
        )
    return _local_stack(file)


def _require_endpoints(environ: Mapping[str, str]) -> None:
    """AWS's client would crash over an endpoint that is no address."""
    for name, value in environ.items():
        if not name.startswith("AWS_ENDPOINT_URL"):
            continue
        if value and not value.startswith(("http://", "https://")):
            raise NoSurroundings(f"{name} must be an address with http:// or https://")


def _in_aws(said: dict[str, str]) -> Surroundings:
    if missing := [_VARIABLES[name] for name, value in said.items() if not value]:
        raise NoSurroundings(f"also set {' and '.join(missing)}, or give the options of that name")
    if wrong := wrong_public_url(said["public_url"]):
        raise NoSurroundings(f"{_VARIABLES['public_url']} {wrong}")
    destination = Destination(
        table=said["table"], public_url=said["public_url"], secrets_key=said["secrets_key"]
    )
    return Surroundings(name=f"table {said['table']} in AWS", destination=destination)


def _local_stack(file: Path) -> Surroundings:
    try:
        stack: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        aws, public_url = stack["aws"], str(stack["public_url"])
        endpoint, region = str(aws["endpoint_url"]), str(aws["region"])
        port = urlsplit(endpoint).port or 0
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoSurroundings(f"{file} cannot be read; start the local stack again") from error
    made = _resources(file, endpoint, region)
    usual = Addresses(USUAL_PORT)
    return Surroundings(
        name=f"the local stack of {file}",
        destination=Destination(
            table=made.table,
            public_url=public_url,
            secrets_key=made.secrets_key,
            dynamodb=_local_client("dynamodb", endpoint, region),
            kms=_local_client("kms", endpoint, region),
        ),
        local=Addresses(usual.port + port - usual.aws_port),
        upstreams=_upstreams(stack),
    )


def _upstreams(stack: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Where the stack has the provider of each tenant's connection."""
    return {
        (tenant, connection): str(about["upstream"])
        for tenant, told in stack.get("tenants", {}).items()
        for connection, about in told.get("connections", {}).items()
    }


def _resources(file: Path, endpoint: str, region: str) -> Resources:
    try:
        return create_resources(endpoint, region, _TEMPLATE)
    except BotoCoreError as error:
        raise NoSurroundings(
            f"the local stack of {file} does not answer; start it again, or remove the file"
        ) from error


def _local_client(service: str, endpoint: str, region: str) -> Any:
    client = boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        # An emulator asks for some credentials and looks at none.
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    return lambda: client


def login_name() -> str:
    """Who runs this process; `unknown` where the machine itself does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # KeyError before Python 3.13
        return "unknown"


def process_environment() -> Mapping[str, str]:
    """The variables of this process; the one place where the command line reads them."""
    return os.environ
