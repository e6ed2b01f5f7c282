"""Starts children that only wait, tells their process ids, and watches them like the stack does."""

import os
import sys
from pathlib import Path

from ops.local.children import ChildFailed, Children
from ops.local.signals import StopAsked, StopSignals

WAITING = "import time; print('waiting', flush=True); time.sleep(600)"
KINDS = {
    "patient": WAITING,
    "forking": f"import os; os.fork(); {WAITING}",
    "deaf": f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITING}",
}


def main() -> None:
    with Children(Path(sys.argv[1]), StopSignals()) as children:
        for kind in sys.argv[2:]:
            child = children.start(kind, ["-c", KINDS[kind]], os.environ)
            sys.stdout.write(f"{child.process.pid} ")
        sys.stdout.write("\n")
        sys.stdout.flush()
        children.watch()


if __name__ == "__main__":
    try:
        main()
    except StopAsked:
        sys.exit(0)
    except ChildFailed as error:
        sys.exit(str(error))
