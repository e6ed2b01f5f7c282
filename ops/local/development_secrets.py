"""Secrets that open nothing: whatever name a tenant document refers to, here is its value.

`local/secrets.env` beside the documents holds those that must be as they are, one NAME=value a
line; every other value is derived from its name, so that it is the same after each start.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path


class DevelopmentSecrets(Mapping[str, str]):
    """An environment in which every variable is set; iterating tells only those written down."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = dict(written)

    @classmethod
    def load(cls, folder: Path) -> "DevelopmentSecrets":
        """Those of the documents in `folder`."""
        path = folder / "local" / "secrets.env"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        # Only the first sign divides, and the rest stands as it is: secrets may contain anything.
        pairs = (line.partition("=") for line in lines if line.strip() and line[0] != "#")
        return cls({name.strip(): value for name, _, value in pairs})

    def __getitem__(self, name: str) -> str:
        return self._written.get(name) or _derived(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


def _derived(name: str) -> str:
    digest = hashlib.sha256(f"a development secret named {name}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
