"""gunicorn around the gateway: a few processes, a few threads each, on loopback."""

import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from ops.local.gateway.adapter import Gateway
from ops.local.gateway.event import remember_headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Where to listen, and with how many hands."""

    host: str = "127.0.0.1"
    port: int
    workers: int = 2
    threads: int = 8

    def settings(self) -> dict[str, Any]:
        """The same in gunicorn's words."""
        return {
            "bind": f"{self.host}:{self.port}",
            "workers": self.workers,
            "threads": self.threads,
            "worker_class": "gthread",
            "graceful_timeout": 3,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            # The gateway takes about 10 KB of request line and headers.
            "limit_request_line": 0,
            "limit_request_field_size": 10_240,
            # No front door stands before this one: nobody may say so.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "pre_request": remember_headers,
        }


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn publishes no types
    def __init__(self, entry_point: str, listener: Listener) -> None:
        self._entry_point = entry_point
        self._listener = listener
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._listener.settings().items():
            self.cfg.set(name, value)

    def load(self) -> Gateway:
        """Runs in each worker, after the fork: no client or thread is shared between processes."""
        module, _, attribute = self._entry_point.partition(":")
        handler = getattr(importlib.import_module(module), attribute)
        remap = os.environ.get("VESTIBULE_REMAP_WWW_AUTHENTICATE") == "1"
        return Gateway(handler, remap_www_authenticate=remap)


def serve(entry_point: str, listener: Listener) -> None:
    """Serve `module:attribute`, found from the working directory, until a signal ends it."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    _Server(entry_point, listener).run()
