"""The words of `vestibule tenants ...`, and which command each of them means."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from ops import history_command, tenants_command
from ops.report import Report
from ops.secret_sources import SecretSources
from ops.surroundings import Surroundings, login_name
from ops.tenants_command import Manner

Options = argparse.Namespace
Run = Callable[[Options], Report]


class Add(Protocol):
    """Adds a command: its name, what it does, about what, and whether it talks to a broker."""

    def __call__(
        self, name: str, run: Run, about: str, *, to_broker: bool = True
    ) -> argparse.ArgumentParser:
        """The command's parser, for words of its own."""
        ...


def add_tenants(
    add: Add,
    surroundings: Callable[[Options], Surroundings],
    environ: Callable[[], Mapping[str, str]],
) -> None:
    """Add every command about tenants."""
    words = _Words(surroundings, environ)
    validate = add(
        "validate",
        words.validate,
        "report every fault of documents; changes nothing",
        to_broker=False,
    )
    _add_paths(validate)
    validate.add_argument(
        "--secrets",
        action="store_true",
        help="also check that the secrets which the documents refer to can be read here",
    )
    plan = add("plan", words.plan, "say what apply would change and break; changes nothing")
    _add_paths(plan)
    plan.add_argument(
        "--exit-code",
        action="store_true",
        help=f"exit status {tenants_command.CHANGES} if there is something to publish",
    )
    apply = add("apply", words.apply, "check documents and, if all of them are sound, publish them")
    _add_paths(apply)
    _add_manner(apply)
    _add_versions(add, words)
    add("schema", words.schema, "print the JSON Schema of documents, for editors", to_broker=False)


def _add_versions(add: Add, words: "_Words") -> None:
    history = add("history", words.history, "list what was published, when and by whom")
    _add_tenant(history)
    history.add_argument("--limit", type=_number, default=20, help="versions to list (20)")
    export = add("export", words.export, "print a document as it was published")
    _add_tenant(export)
    export.add_argument("--version", type=_number, help="an earlier one; else the current one")
    rollback = add("rollback", words.rollback, "publish an earlier version again")
    _add_tenant(rollback)
    rollback.add_argument("version", metavar="VERSION", type=_number, help="see history")
    _add_manner(rollback)


class _Words:
    """Each command, given its options."""

    def __init__(
        self,
        surroundings: Callable[[Options], Surroundings],
        environ: Callable[[], Mapping[str, str]],
    ) -> None:
        self._surroundings = surroundings
        self._environ = environ

    def validate(self, options: Options) -> Report:
        secrets = SecretSources(self._environ()) if options.secrets else None
        return tenants_command.validate(options.paths, secrets)

    def schema(self, _options: Options) -> Report:
        from ops.schema.json_schema import schema_text

        text = schema_text()
        return Report(lines=(text.rstrip(),), described={"schema": json.loads(text)})

    def plan(self, options: Options) -> Report:
        return tenants_command.plan(
            options.paths, *self._where(options), exit_code=options.exit_code
        )

    def apply(self, options: Options) -> Report:
        return tenants_command.apply(options.paths, *self._where(options), self._manner(options))

    def history(self, options: Options) -> Report:
        destination = self._surroundings(options).destination
        return history_command.history(destination, options.tenant, options.limit)

    def export(self, options: Options) -> Report:
        destination = self._surroundings(options).destination
        return history_command.export(destination, options.tenant, options.version)

    def rollback(self, options: Options) -> Report:
        where = self._where(options)
        return tenants_command.rollback(
            options.tenant, options.version, *where, self._manner(options)
        )

    def _where(self, options: Options) -> tuple[Surroundings, SecretSources]:
        return self._surroundings(options), SecretSources(self._environ())

    def _manner(self, options: Options) -> Manner:
        by = options.operator or login_name()
        return Manner(by=by, force=options.force, quiet=options.json or not sys.stderr.isatty())


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        type=Path,
        nargs="+",
        help="a document, or a directory whose *.toml files are documents",
    )


def _add_tenant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant", metavar="TENANT", help="the tenant's id")


def _add_manner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="operator", metavar="NAME", help="who you are (else your login name)"
    )
    parser.add_argument(
        "--force", action="store_true", help="publish also what is published already"
    )


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 8 else 0
    if not number:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return number
