"""Tenant documents as files, and their faults with the lines where they are."""

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.tenancy.pasted_secret import TOLD, is_secret
from chalicelib.tenancy.section import Fault
from ops.toml_places import layout_of, line_at

LARGEST = 256 * 1024  # what the table keeps of a document must fit into one item beside the rest
_TOO_DEEP = "is nested too deeply"
_MARKED = "begins with a byte order mark: save it as UTF-8 without one"
_LONG_NUMBER = re.compile(r"[0-9_]{4301}")  # more digits than Python reads
_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")
#: Nothing of ours is so deep, and a key of thousands of parts takes Python minutes to read.
_ENDLESS_KEY = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){200}"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFault:
    """One mistake, shown the way compilers show theirs, so that editors can jump to it."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.path, self.message) if part)


class FaultyDocuments(Exception):
    """Documents that cannot be used: every fault of every one of them."""

    def __init__(self, faults: tuple[PlacedFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document: sound TOML, which says nothing yet about whether it makes sense."""

    file: str
    text: str
    table: Mapping[str, object]
    lines: Mapping[str, int] = field(repr=False)
    comments: Mapping[int, str] = field(default_factory=dict, repr=False)  # by line

    def place(self, fault: Fault) -> PlacedFault:
        """Say where in the file a fault is."""
        line = line_at(self.lines, fault.path)
        return PlacedFault(file=self.file, line=line, path=fault.path, message=fault.message)


def read_document(file: str, text: str) -> Document:
    """Read a document that is at hand as text; `file` is what its faults call it.

    Raises FaultyDocuments.
    """
    try:
        table, layout = _parsed(file, text), layout_of(text)
    except RecursionError as error:
        raise FaultyDocuments((_unusable(file, _TOO_DEEP),)) from error
    return Document(file=file, text=text, table=table, lines=layout.lines, comments=layout.comments)


def _parsed(file: str, text: str) -> dict[str, object]:
    if _ENDLESS_KEY.search(text):
        raise FaultyDocuments((_unusable(file, _TOO_DEEP),))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultyDocuments((_broken(file, text, str(error)),)) from error
    except ValueError as error:  # TOML sets no bound, Python does
        raise FaultyDocuments((_too_long_a_number(file, text),)) from error


def load_documents(paths: Iterable[Path]) -> tuple[Document, ...]:
    """Load files, each once, and of directories every *.toml right in them.

    Raises FaultyDocuments.
    """
    documents: list[Document] = []
    faults: list[PlacedFault] = []
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        try:
            documents.append(read_document(str(file), _text(file)))
        except FaultyDocuments as error:
            faults += error.faults
    if faults:
        raise FaultyDocuments(tuple(faults))
    return tuple(documents)


def _files(path: Path) -> list[Path]:
    # What has no documents stays in the list, to be refused like any other unusable file: a
    # directory without one, or that may not be read.
    try:
        return sorted(each for each in path.iterdir() if each.match("*.toml")) or [path]
    except OSError:
        return [path]


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except IsADirectoryError as error:
        raise FaultyDocuments((_unusable(str(file), "has no *.toml documents"),)) from error
    except OSError as error:
        raise FaultyDocuments((_unusable(str(file), error.strerror or "unreadable"),)) from error
    if len(content) > LARGEST:
        raise FaultyDocuments((_unusable(str(file), f"is larger than {LARGEST} bytes"),))
    if content.startswith(BOM_UTF8):
        raise FaultyDocuments((_unusable(str(file), _MARKED),))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise FaultyDocuments((_unusable(str(file), "is not UTF-8"),)) from error


def _broken(file: str, text: str, message: str) -> PlacedFault:
    found = _LINE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1  # "at end of document"
    # Of keys that stand there twice the message repeats their names.
    told = TOLD if is_secret(message) else _LINE.sub("", message)
    return PlacedFault(file=file, line=line, path="", message=told)


def _too_long_a_number(file: str, text: str) -> PlacedFault:
    found = _LONG_NUMBER.search(text)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return PlacedFault(file=file, line=line, path="", message="a number has too many digits")


def _unusable(file: str, message: str) -> PlacedFault:
    return PlacedFault(file=file, line=1, path="", message=message)
