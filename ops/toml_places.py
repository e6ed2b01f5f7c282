"""Where in a TOML text each value and comment is, so that a fault can be shown with its line."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?""""{0,2}|\'\'\'.*?\'\'\''{0,2}|"(?:\\.|[^"\\])*"|'[^']*'|[^,\]}#\n]+''',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What is on which line."""

    lines: Mapping[str, int]  # of each value, by paths such as `clients[0].redirect_uris[1]`
    comments: Mapping[int, str]  # by line


def layout_of(text: str) -> Layout:
    """Where everything is. `text` must be sound TOML: whoever asks has had it parsed before."""
    scanner = _Scanner(text)
    scanner.scan()
    return Layout(scanner.lines, scanner.comments)


def line_at(lines: Mapping[str, int], path: str) -> int:
    """The line of the value at `path`, or of the nearest thing around it that exists."""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


class _Scanner:
    """Walks over a text once; what a value says does not matter, only where it begins and ends."""

    def __init__(self, text: str) -> None:
        self.lines: dict[str, int] = {}
        self.comments: dict[int, str] = {}
        self._text = text
        self._at = 0
        self._line = 1
        self._lengths: Counter[str] = Counter()  # of arrays of tables

    def scan(self) -> None:
        """Record the line of every header, value and comment."""
        table = ""
        self._gap()
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            self._gap()

    def _header(self) -> str:
        is_array = self._text.startswith("[[", self._at)
        self._move(2 if is_array else 1)
        line = self._line
        *outer, last = self._keys()
        path = ""
        for key in outer:
            path = _below(path, key)
            self.lines.setdefault(path, line)  # unless it had a header of its own before
            if path in self._lengths:  # a header below an array of tables means its last one
                path = f"{path}[{self._lengths[path] - 1}]"
        path = _below(path, last)
        self.lines.setdefault(path, line)
        self._move(2 if is_array else 1)
        if is_array:
            self._lengths[path] += 1
            path = f"{path}[{self._lengths[path] - 1}]"
            self.lines[path] = line
        return path

    def _pair(self, table: str) -> None:
        line, path = self._line, table
        for key in self._keys():
            path = _below(path, key)
            self.lines.setdefault(path, line)
        self._move(1)  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            written = self._skip(_KEY)
            (key,) = tomllib.loads(f"{written} = 0")
            keys.append(key)
            if not self._text.startswith(".", self._at):
                return keys
            self._move(1)

    def _value(self, path: str) -> None:
        match self._text[self._at]:
            case "[":
                self._array(path)
            case "{":
                self._inline_table(path)
            case _:
                self._skip(_SCALAR)

    def _array(self, path: str) -> None:
        for index in count():
            self._move(1)  # the opening bracket, or a comma
            self._gap()
            if not self._text.startswith("]", self._at):
                self.lines[f"{path}[{index}]"] = self._line
                self._value(f"{path}[{index}]")
                self._gap()
            if self._text.startswith("]", self._at):
                break
        self._move(1)

    def _inline_table(self, path: str) -> None:
        while not self._text.startswith("}", self._at):
            self._move(1)  # the opening brace, or a comma
            self._gap()
            if not self._text.startswith("}", self._at):
                self._pair(path)
                self._gap()
        self._move(1)

    def _gap(self) -> None:
        first = self._line
        for line, written in enumerate(self._skip(_GAP).split("\n"), first):
            if "#" in written:
                self.comments[line] = written.partition("#")[2]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError(f"not TOML at character {self._at}")
        self._move(len(found[0]))
        return found[0]

    def _move(self, characters: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + characters)
        self._at += characters


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
