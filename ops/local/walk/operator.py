"""The operator of the walk: types `vestibule ...` in another window."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 30


class CommandFailed(Exception):
    """A command did not do what it was asked; the message shows its words."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Runs commands against the stack whose file is in `home`, and against no other broker."""

    home: Path

    def run(self, *arguments: str) -> str:
        """What the command printed. Raises CommandFailed unless it succeeds."""
        done = subprocess.run(
            [sys.executable, "-m", "ops", *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        if done.returncode != 0:
            raise CommandFailed(f"vestibule {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def _environment(self) -> dict[str, str]:
        # The shell may name a broker in AWS, and that one is none of the walk's business.
        kept = {name: text for name, text in os.environ.items() if "VESTIBULE_" not in name}
        return {**kept, "VESTIBULE_HOME": str(self.home.absolute())}
