"""The annotated document: one of every key, with a comment above it that says what it is for.

It is the one place for words about keys. A comment's last line may be `# Default: ...`, where the
code alone does not tell what is usual. A key that cannot stand beside another one is there all the
same, as `#key = ...` without a space.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.documents import read_document

FILE = Path(__file__).parent / "tenant.toml"

_INDEX = re.compile(r"\[\d+\]")
_DEFAULT = "Default: "
_COMMENTED_OUT = re.compile(r"^#(?=[\w-]+ = )", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of one key."""

    about: str
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """The document, what it says of its keys, and in which order they stand."""

    text: str
    table: Mapping[str, Any]
    full: Mapping[str, Any]  # also what is commented out
    words: Mapping[str, Words]  # by paths such as `clients[].scopes`

    @property
    def order(self) -> tuple[str, ...]:
        """Every key's path, from top to bottom."""
        return tuple(self.words)


class Undescribed(Exception):
    """Keys that a document may have, and nobody has described."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(
            f"{', '.join(paths)}: not described; write it into ops/schema/tenant.toml,"
            " with a comment above it that says what it is for"
        )


def load(file: Path = FILE) -> Annotated:
    """Read the annotated document."""
    text = file.read_text(encoding="utf-8")
    full = read_document(str(file), _COMMENTED_OUT.sub("", text))
    lines = text.splitlines()
    words: dict[str, Words] = {}
    for path, line in full.lines.items():
        said = _said(lines, line)
        # The first one that says something speaks for all of them.
        if said.about or general(path) not in words:
            words.setdefault(general(path), said)
    table = read_document(str(file), text).table
    return Annotated(text=text, table=table, full=full.table, words=words)


def general(path: str) -> str:
    """The path of all tables of a list, from that of one of them."""
    return _INDEX.sub("[]", path)


def _said(lines: list[str], at: int) -> Words:
    comment: list[str] = []
    for line in reversed(lines[: at - 1]):
        if not line.startswith("# "):
            break
        comment.insert(0, line.removeprefix("# "))
    default = ""
    if comment and comment[-1].startswith(_DEFAULT):
        default = comment.pop().removeprefix(_DEFAULT)
    return Words(about=" ".join(comment), default=default)
