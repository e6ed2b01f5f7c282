"""Modules of an example whose folder is no package: they import each other as scripts do."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

_EXAMPLES = Path(__file__).parents[2] / "examples"


def module_of(example: str, name: str) -> ModuleType:
    """The module `name` of the example; nothing of it stays importable by others."""
    folder = _EXAMPLES / example
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for new in set(sys.modules) - before:
            if Path(getattr(sys.modules[new], "__file__", None) or "/").parent == folder:
                del sys.modules[new]
