"""What a command has to say: the same for people and for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a command; `described` is what `--json` prints, with `ok` before it."""

    lines: tuple[str, ...]
    described: Mapping[str, object]
    ok: bool = True

    def render(self, *, as_json: bool) -> str:
        """The text for standard output."""
        if as_json:
            return json.dumps({"ok": self.ok, **self.described}, indent=2)
        return "\n".join(self.lines)


def counted(number: int, noun: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
