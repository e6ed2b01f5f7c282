"""Tells the steps of the demo walk: a number, what happened, and the facts worth seeing."""

import json
import os
import sys
import textwrap
from collections.abc import Mapping
from typing import Any, TextIO

from ops.local.browser import Answer

_BOLD, _DIM, _GREEN, _RED = "1", "2", "32", "31"
_WIDEST = 96


class UnexpectedAnswer(Exception):
    """A step did not go as it should; the message shows what came instead."""

    def __init__(self, expected: str, answer: Answer) -> None:
        super().__init__(
            f"expected {expected}\n{answer.method} {answer.url}\nanswered {answer.status}\n"
            f"{answer.headers}{answer.text}"
        )


class Story:
    """Prints as it goes along; in colour where somebody watches."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._number = 0
        self._is_coloured = out.isatty() and "NO_COLOR" not in os.environ

    def step(self, title: str, explained: str = "") -> None:
        """Begin a step."""
        self._number += 1
        self._say(f"\n{self._paint(_BOLD, f'{self._number:2}  {title}')}")
        for line in textwrap.wrap(explained, _WIDEST - 4):
            self._say(f"    {self._paint(_DIM, line)}")

    def aside(self, words: str) -> None:
        """Say something between two steps."""
        self._say("")
        for line in textwrap.wrap(words, _WIDEST):
            self._say(line)

    def command(self, line: str) -> None:
        """Show what an operator typed."""
        self._say(f"    $ {line}")

    def exchange(self, answer: Answer) -> None:
        """Show what was asked and how it was answered."""
        status = self._paint(_GREEN if answer.status < 400 else _RED, str(answer.status))
        self._say(f"    {answer.method} {answer.path}  {status}")

    def facts(self, facts: Mapping[str, Any]) -> None:
        """Show names and values, in columns; long values are cut."""
        width = max(map(len, facts), default=0)
        for name, value in facts.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            room = _WIDEST - width - 8
            shown = text if len(text) <= room else f"{text[: room - 3]}..."
            self._say(f"      {self._paint(_DIM, name.ljust(width))}  {shown}")

    def end(self, words: str) -> None:
        """Close the story."""
        self._say(f"\n{self._paint(_GREEN, words)}\n")

    def _paint(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._is_coloured else text

    def _say(self, line: str) -> None:
        print(line, file=self._out, flush=True)
