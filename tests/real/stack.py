"""The served stack that real clients and browsers meet: the demo tenants and a client more."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.served import ROOT, Stack, free_addresses, started, wait_until_ready

START_LIMIT = 15

# The demo tenants' own clients prove themselves in a header; many libraries prefer the form.
_POSTING_CLIENT = """
[[clients]]
id = "acme-post"
name = "Acme's form-filling app"
authentication = "client_secret_post"
client_secret = "env:ACME_POST_CLIENT_SECRET"
redirect_uris = ["http://localhost:8790/callback"]
scopes = ["openid", "profile", "email", "orders:read"]
apis = ["https://api.acme.test"]
"""


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[Stack]:
    """Serve until the context is left; gives the stack file."""
    began = time.monotonic()
    tenants = _with_posting_client(home / "tenants")
    with started(home, "serve", TENANTS=str(tenants), **environment) as (process, _):
        wait_until_ready(process)
        assert time.monotonic() - began < START_LIMIT
        yield json.loads((home / "stack.json").read_text(encoding="utf-8"))


@contextmanager
def serving_across_sites(home: Path, **environment: str) -> Iterator[Stack]:
    """The broker at an address that browsers take for another site than all the others'."""
    port = str(free_addresses().port)
    with serving(home, PORT=port, PUBLIC_URL=f"http://127.0.0.1:{port}", **environment) as served:
        yield served


def _with_posting_client(folder: Path) -> Path:
    shutil.copytree(ROOT / "tenants", folder)
    with (folder / "acme.toml").open("a", encoding="utf-8") as acme:
        acme.write(_POSTING_CLIENT)
    return folder
