"""`python -m ops.generated [--check]`: what the code can tell of the documentation.

Tables lie between two markers, `<!-- generated: NAME -->` and `<!-- end of NAME -->`; some files
are told by the code alone.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import getdoc, getmodule
from pathlib import Path

from chalicelib.endpoints.application import Broker
from chalicelib.protocol import errors
from chalicelib.settings import Settings
from chalicelib.wiring import assemble
from ops.local.pretend.misbehaviour import EFFECTS, Misbehaviour
from ops.schema.json_schema import schema_text
from ops.schema.reference import tenant_reference

ROOT = Path(__file__).parent.parent
DOCUMENTS = ROOT / "docs"
#: Nothing of this is reached: only the routes are looked at.
NOWHERE = Settings(table="none", public_url="https://auth.example.com", secrets_key="none")

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)


def routes() -> dict[str, tuple[str, ...]]:
    """Every path of the application with its methods."""
    return {path: tuple(sorted(methods)) for path, methods in _application().routes.items()}


def oauth_errors() -> tuple[type[errors.OAuthError], ...]:
    """Every error that names a code of its own, in the order of the module."""
    return tuple(
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.OAuthError) and _has_own_code(kind)
    )


def endpoints_table() -> str:
    """Path, methods, and what the endpoint's module says of itself."""
    return _table(
        ("Path", "Methods", "What it is"),
        (
            (f"`{path}`", ", ".join(sorted(methods)), _summary(getmodule(_any(methods))))
            for path, methods in sorted(_application().routes.items())
        ),
    )


def errors_table() -> str:
    """Code, status and meaning of every OAuth error."""
    return _table(
        ("`error`", "Status", "Means"),
        ((f"`{kind.error}`", str(kind.status_code), _summary(kind)) for kind in oauth_errors()),
    )


def misbehaviours_table() -> str:
    """Each word with what it does, and at which kinds of provider."""
    return _table(
        ("Word", "What the provider does", "Kinds"),
        (
            (f"`{word.value}`", effect, ", ".join(kinds))
            for word in Misbehaviour
            for effect, kinds in _effects(word).items()
        ),
    )


TABLES: Mapping[str, Callable[[], str]] = {
    "endpoints": endpoints_table,
    "errors": errors_table,
    "misbehaviours": misbehaviours_table,
    "tenant_document": tenant_reference,
}
FILES: Mapping[Path, Callable[[], str]] = {DOCUMENTS / "tenant.schema.json": schema_text}


def renewed(text: str) -> str:
    """The text with its tables as the code tells them; raises KeyError for an unknown name."""
    return _BLOCK.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def main() -> int:
    """Renew the tables; with --check only say where they are out of date."""
    parser = argparse.ArgumentParser(prog="python -m ops.generated", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if stale")
    is_check = parser.parse_args().check
    stale = dict(_stale())
    for file, text in stale.items():
        if is_check:
            print(f"{file}: out of date; run `make docs`", file=sys.stderr)
        else:
            file.write_text(text, encoding="utf-8")
    return 1 if is_check and stale else 0


def _stale() -> Iterator[tuple[Path, str]]:
    for file in sorted(DOCUMENTS.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        if (new := renewed(text)) != text:
            yield file, new
    for file, tell in FILES.items():
        if not file.exists() or file.read_text(encoding="utf-8") != tell():
            yield file, tell()


def _application() -> Broker:
    app = Broker("vestibule")
    assemble(app, NOWHERE)
    return app


def _has_own_code(kind: type[errors.OAuthError]) -> bool:
    return kind is not errors.OAuthError and "error" in vars(kind)


def _any(methods: Mapping[str, object]) -> object:
    # All methods of one path lead to one view.
    return getattr(next(iter(methods.values())), "view_function", None)


def _effects(word: Misbehaviour) -> dict[str, list[str]]:
    """What a word does, with the kinds of provider that do it."""
    effects: dict[str, list[str]] = {}
    for kind, known in EFFECTS.items():
        if word in known:
            effects.setdefault(known[word], []).append(kind)
    return effects


def _summary(described: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((getdoc(described) or "").partition("\n\n")[0].split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(map(_line, (head, ("---",) * len(head), *rows)))


def _line(cells: tuple[str, ...]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"


if __name__ == "__main__":
    sys.exit(main())
