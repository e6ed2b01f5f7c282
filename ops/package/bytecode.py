"""Bytecode for the zip. Lambda's copy of it cannot be written to, so Python would compile every
module anew at every cold start: about half of what a start without a snapshot costs.
"""

import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def add_bytecode(archive: Path) -> None:
    """Put beside every module of `archive` what it compiles to for the Python that runs this.

    It is used unchecked: what is deployed together cannot change apart. The same modules give the
    same archive, byte for byte.
    """
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        with zipfile.ZipFile(archive) as contents:
            contents.extractall(root)
        _compile(root)
        _pack(root, archive)


def _compile(root: Path) -> None:
    for stray in root.rglob("*.pyc"):  # of whoever ran the code where it was packed
        stray.unlink()
    for module in root.rglob("*.py"):
        py_compile.compile(
            str(module),
            cfile=str(_compiled(module)),
            dfile=str(module.relative_to(root)),  # importing puts the true path in its place
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


def _compiled(module: Path) -> Path:
    return module.parent / "__pycache__" / f"{module.stem}.{sys.implementation.cache_tag}.pyc"


def _pack(root: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as contents:
        for file in _files(root):
            entry = zipfile.ZipInfo(str(file.relative_to(root)), _LONG_AGO)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            contents.writestr(entry, file.read_bytes())


def _files(root: Path) -> Iterable[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())
