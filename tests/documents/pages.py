"""The documentation as tests read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PLACES = ("*.md", "docs/**/*.md", "examples/**/*.md", "changelog.d/*.md")

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_WORD = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without its blocks of code."""
        return _BLOCK.sub("", self.text)

    def blocks(self, language: str) -> list[str]:
        """The blocks of code in one language."""
        return [code for found, code in _BLOCK.findall(self.text) if found == language]

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @property
    def words(self) -> list[str]:
        """Everything that is marked as code within a line."""
        return _WORD.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """What a link may name after its `#`."""
        headings = _HEADING.findall(self.prose)
        return {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings}

    def rows(self, heading: str) -> Iterator[list[str]]:
        """The cells of every table row below a heading, up to the next one."""
        _, _, below = self.text.partition(f"\n{heading}\n")
        for line in below.partition("\n## ")[0].splitlines():
            if line.startswith("| "):
                yield [cell.strip() for cell in line.split("|")[1:-1]]


def page(name: str) -> Page:
    """The page of this name."""
    return Page(ROOT / name)


def all_pages() -> list[Page]:
    """Every page of the repository that is somebody's to read."""
    return [Page(file) for place in _PLACES for file in sorted(ROOT.glob(place))]


def sources(*folders: str) -> Iterator[str]:
    """The text of every Python file below some folders."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.read_text(encoding="utf-8")
