"""Tokens in a file that only its owner reads, changed by one run of the tool at a time."""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Tokens = dict[str, Any]


class NotSignedIn(Exception):
    """There are no tokens for this issuer."""


class Store:
    """The tokens for one issuer and client, below `home`."""

    def __init__(self, home: Path, issuer: str, client_id: str) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(f"{issuer} {client_id}".encode()).hexdigest()[:24]
        self._file = home / f"{name}.json"
        self._lock = home / f"{name}.lock"

    def get(self) -> Tokens:
        """What is kept. Raises NotSignedIn."""
        try:
            tokens: Tokens = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NotSignedIn from error
        return tokens

    def put(self, tokens: Mapping[str, Any]) -> None:
        """Keep them: all or nothing, readable by nobody else at any moment."""
        # mkstemp makes a file of mode 0600; renaming it replaces the old one in one step.
        descriptor, draft = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(dict(tokens), file)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(self._file)

    def forget(self) -> None:
        """Keep nothing."""
        self._file.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among all runs of this tool; the others wait. Ends with the process, at the latest.

        The lock is a file of its own, because the one with the tokens is replaced.
        """
        with self._lock.open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
