"""`python -m ops.local serve|demo`: the whole of Vestibule on this machine.

PORT, PUBLIC_URL, TENANTS, ONCE, VESTIBULE_HOME and VESTIBULE_AWS (an emulator that is running
already, used instead of a pretend AWS of our own) come from the environment.
"""

import argparse
import os
import sys

from ops.documents import FaultyDocuments
from ops.local.addresses import WrongPort
from ops.local.children import ChildFailed, Children
from ops.local.environment import common_environment
from ops.local.options import Options, WrongOption
from ops.local.signals import StopAsked, StopSignals
from ops.local.stack import running
from ops.local.stack_file import Described
from ops.local.story import Story, UnexpectedAnswer
from ops.local.walk.operator import CommandFailed, Operator
from ops.local.walk.walk import Walk, can_walk
from ops.local.world import ClashingApps

_EXPECTED = (
    ChildFailed,
    ClashingApps,
    CommandFailed,
    FaultyDocuments,
    UnexpectedAnswer,
    WrongOption,
    WrongPort,
)


def main() -> int:
    """Run the command; the exit status is 0 when it was stopped by request."""
    parser = argparse.ArgumentParser(prog="python -m ops.local", description=__doc__)
    parser.add_argument("command", choices=("serve", "demo"))
    command = parser.parse_args().command
    environment = common_environment(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        _run(Options.from_environment(os.environ), is_demo=command == "demo")
    except StopAsked:
        return 0
    except _EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(options: Options, *, is_demo: bool) -> None:
    options.addresses.require_free()
    signals = StopSignals()
    with (
        Children(options.home / "logs", signals) as children,
        running(options, children) as described,
    ):
        _introduce(described, options)
        if is_demo:
            _walk(described, options)
        if not (is_demo and options.once):
            children.watch()


def _introduce(described: Described, options: Options) -> None:
    for address in filter(None, (described["examples"].get("web_app"),)):
        print(f"web app {address}")
    print(f"logs {options.home / 'logs'}")
    print(f"ready {options.public_url}", flush=True)


def _walk(described: Described, options: Options) -> None:
    if can_walk(described):
        Walk(described, Story(), Operator(options.home)).take()
    else:
        print("The walk needs the demo tenants: unset TENANTS.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
