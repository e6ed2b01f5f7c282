"""The operator's desk: documents, a broker in a pretend AWS, and the command line over them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops import cli
from ops.publish import Destination
from tests.ops.a_document import TEXT


@dataclass(frozen=True)
class TenantsDesk:
    """What one operator has at hand."""

    destination: Destination
    environment: dict[str, str]
    folder: Path
    capsys: Any

    def write(self, text: str = TEXT, tenant: str = "acme") -> Path:
        """Save a document, under another tenant's name if one is given."""
        path = self.folder / f"{tenant}.toml"
        path.write_text(text.replace('"acme"', f'"{tenant}"'))
        return path

    def say(self, *words: str) -> tuple[int, str, str]:
        """Run the command; its exit status, and what it printed where."""
        status = cli.main(["tenants", *words])
        told = self.capsys.readouterr()
        return status, told.out, told.err

    def ask(self, *words: str, status: int = 0) -> dict[str, Any]:
        """Run the command for a program."""
        found, told, _ = self.say(*words, "--json")
        assert found == status, told
        return json.loads(told)

    def apply(self, text: str = TEXT, *words: str) -> dict[str, Any]:
        """Publish one document."""
        (tenant,) = self.ask("apply", str(self.write(text)), *words)["tenants"]
        return tenant

    def plan(self, text: str = TEXT) -> dict[str, Any]:
        """What publishing a document would do."""
        (tenant,) = self.ask("plan", str(self.write(text)))["tenants"]
        return tenant

    def items(self) -> list[dict[str, Any]]:
        return self.destination.dynamodb().scan(TableName=self.destination.table)["Items"]
