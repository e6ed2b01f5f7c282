"""Chromium: installed if it is missing, started with a profile of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.browser.devtools import DevTools
from tests.real.browser.tab import Tab

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--hide-scrollbars",
    "--mute-audio",
    # Nothing but this machine exists.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
# The protocol is spoken over descriptors 3 and 4, which a shell opens from named pipes.
_WITH_PIPES = 'exec "$@" 3<"$PIPES/commands" 4>"$PIPES/messages"'


def find_or_install() -> str:
    """The path of the browser; raises CalledProcessError or RuntimeError when there is none."""
    if not _find():
        root = () if os.geteuid() == 0 else ("sudo", "--non-interactive")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*root, "apt-get", "update", "--quiet"], check=True, env=quiet)
        install = ("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium")
        subprocess.run([*root, *install], check=True, env=quiet)
    if path := _find():
        return path
    raise RuntimeError(f"none of {', '.join(_NAMES)} can be found")


def _find() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


class Chromium:
    """A running browser."""

    def __init__(self, wire: DevTools) -> None:
        self._wire = wire

    @contextmanager
    def fresh_tab(self) -> Iterator[Tab]:
        """A tab that shares neither cookies nor cache with any other."""
        context = self._wire.call("Target.createBrowserContext")["browserContextId"]
        target = self._wire.call(
            "Target.createTarget", url="about:blank", browserContextId=context
        )["targetId"]
        session = self._wire.call("Target.attachToTarget", targetId=target, flatten=True)
        try:
            yield Tab(self._wire, session["sessionId"])
        finally:
            self._wire.call("Target.disposeBrowserContext", browserContextId=context)


@contextmanager
def running_chromium() -> Iterator[Chromium]:
    """Start it, and stop it with all that it started."""
    path = find_or_install()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pipes = Path(profile)
        for name in ("commands", "messages"):
            os.mkfifo(pipes / name)
        flags = [*_QUIET, f"--user-data-dir={profile}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # which root may not have
        with subprocess.Popen(
            ["sh", "-c", _WITH_PIPES, "sh", path, *flags],
            env={**os.environ, "PIPES": profile, "HOME": profile},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            commands = os.open(pipes / "commands", os.O_WRONLY)
            messages = os.open(pipes / "messages", os.O_RDONLY)
            wire = DevTools(commands, messages)
            try:
                yield Chromium(wire)
                wire.call("Browser.close")
            finally:
                os.close(commands)
                os.close(messages)
                process.terminate()
