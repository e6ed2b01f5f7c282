"""`python -m examples.cli login|orders|whoami|logout ISSUER`: a person's orders, in a terminal."""

import argparse
import json
import os
import sys
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from examples.cli import wire
from examples.cli.access import Access, kept
from examples.cli.issuer import Issuer, UntrueIssuer
from examples.cli.listener import TooLate
from examples.cli.login import Declined, log_in
from examples.cli.store import NotSignedIn, Store

_COMMANDS = ("login", "orders", "whoami", "logout")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        issuer = Issuer.find(options.issuer, options.client_id)
        _run(
            options,
            Access(store=Store(options.home, options.issuer, options.client_id), issuer=issuer),
        )
    except NotSignedIn:
        return _complain(f"You are not signed in. Do so with: login {options.issuer}")
    except TooLate:
        return _complain("Nobody signed in.")
    except (Declined, UntrueIssuer, wire.Refused, wire.Unreachable) as error:
        return _complain(f"That did not work: {error}")
    return 0


def _run(options: argparse.Namespace, access: Access) -> None:
    if options.command == "login":
        _log_in(access, opens=options.browser)
    elif options.command == "logout":
        _log_out(access)
    elif options.command == "whoami":
        _print(access.ask(access.issuer.address("userinfo_endpoint")))
    else:
        _print(access.ask(f"{options.api}/orders"))


def _log_in(access: Access, *, opens: bool) -> None:
    def show(url: str) -> None:
        print(f"Sign in at\n{url}", flush=True)
        if opens:
            webbrowser.open(url)

    tokens = kept(log_in(access.issuer, show), time.time())
    with access.store.locked():
        access.store.put(tokens)
    print(f"Signed in as {tokens['person']}.")


def _log_out(access: Access) -> None:
    with access.store.locked():
        # First at the issuer: tokens that are forgotten alone live on for whoever copied them.
        access.issuer.revoke(access.store.get()["refresh_token"])
        access.store.forget()
    print("Signed out.")


def _print(answer: object) -> None:
    print(json.dumps(answer, indent=2, ensure_ascii=False))


def _complain(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    parser = argparse.ArgumentParser(prog="python -m examples.cli", description=__doc__)
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("issuer", help="such as http://localhost:8787/t/acme")
    parser.add_argument("--client-id", default="acme-cli")
    parser.add_argument("--api", default="http://localhost:8791", help="where the orders are")
    parser.add_argument("--home", type=Path, default=Path(config) / "orders", help="for tokens")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address only"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
