"""What a command says, brought to wherever its output goes."""

import io
import os
import sys

_NOBODY_READS = 141  # what shells call the end of a program whose pipe was closed
_UNWRITABLE = 2


def prepare_output() -> None:
    """Make every text sayable: files and pipes get UTF-8, whatever the locale is.

    A document that is exported is UTF-8 by its nature. A terminal gets what it can show, and
    escapes for the rest.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def tell(text: str) -> int:
    """Print, and return the exit status of not being heard: 0 if all was written."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever read it has seen enough.
        _be_silent()
        return _NOBODY_READS
    except OSError as error:
        _be_silent()
        told = error.strerror or "standard output is of no use"
        print(f"vestibule: not all could be written: {told}", file=sys.stderr)
        return _UNWRITABLE
    return 0


def _be_silent() -> None:
    """Without this Python would complain again on its way out."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
