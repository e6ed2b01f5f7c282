"""The command-line app, run as a person would; their browser is driven by the test."""

import json
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ops.local.browser import Browser, query_of
from tests.support.served import ROOT

ADA = ("google", "ada@acme.test")


class Terminal:
    """One person's terminal."""

    def __init__(self, stack, home):
        self.issuer = stack["tenants"]["acme"]["issuer"]
        self._api = stack["examples"]["api"]["acme"]
        self.home = home

    def start(self, command):
        told = ["--api", self._api, "--home", str(self.home), "--no-browser"]
        return subprocess.Popen(
            [sys.executable, "-m", "examples.cli", command, self.issuer, *told],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, command):
        """The exit status, and what was said."""
        with self.start(command) as process:
            told, complaints = process.communicate(timeout=30)
        return process.returncode, told or complaints

    def orders(self):
        status, told = self.run("orders")
        assert status == 0, told
        return {order["id"] for order in json.loads(told)["orders"]}

    def log_in(self, browser, connection, login, lead=None):
        """`lead` may lead the browser astray before it comes back."""
        with self.start("login") as process:
            assert process.stdout.readline() == "Sign in at\n"
            url = process.stdout.readline().strip()
            if lead is not None:
                lead(url)
            back = come_back(browser, url, connection, login)
            told, complaints = process.communicate(timeout=30)
        return process.returncode, told or complaints, back

    @property
    def file(self):
        (file,) = self.home.glob("*.json")
        return file

    def kept(self):
        return json.loads(self.file.read_text())

    def outdate(self):
        """As if the access token had grown old."""
        self.file.write_text(json.dumps({**self.kept(), "expires_at": 0}))


def come_back(browser, url, connection, login):
    """Sign in, and arrive at the listener of the tool."""
    chooser = browser.follow(browser.get(url))
    (way,) = (link for link in chooser.markup.links if f"/login/{connection}" in link)
    (form,) = browser.follow(browser.get(way)).markup.forms
    pressed = form.pressed("login", login) or {**form.fields, "login": login}
    return browser.follow(browser.post(form.action, pressed))


@pytest.fixture
def terminal(stack, tmp_path):
    return Terminal(stack, tmp_path / "config" / "orders")


@pytest.fixture
def signed_in(terminal):
    status, told, _ = terminal.log_in(Browser(), *ADA)
    assert status == 0, told
    return terminal


def test_a_person_signs_in_sees_their_orders_and_leaves(terminal):
    status, told, back = terminal.log_in(Browser(), *ADA)
    assert (status, "Signed in as" in told, "Signed in." in back.text) == (0, True, True)
    assert back.headers["Cache-Control"] == "no-store"
    assert terminal.orders() == {"1017", "1042", "1043"}
    assert json.loads(terminal.run("whoami")[1])["email"] == "ada@acme.test"
    assert terminal.run("logout") == (0, "Signed out.\n")
    status, told = terminal.run("orders")
    assert (status, "You are not signed in" in told) == (1, True)


def test_nobody_else_reads_the_tokens(signed_in):
    assert stat.S_IMODE(signed_in.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(signed_in.home.stat().st_mode) == 0o700
    signed_in.outdate()
    signed_in.orders()
    assert stat.S_IMODE(signed_in.file.stat().st_mode) == 0o600
    assert not [path for path in signed_in.home.iterdir() if path.suffix not in {".json", ".lock"}]


def test_an_old_access_token_is_renewed(signed_in):
    before = signed_in.kept()
    signed_in.outdate()
    assert signed_in.orders()
    after = signed_in.kept()
    assert after["refresh_token"] != before["refresh_token"]
    assert after["expires_at"] >= before["expires_at"]
    assert after["person"] == before["person"]


def test_runs_at_once_renew_once(signed_in):
    generation = int(signed_in.kept()["refresh_token"].split(".")[1])
    signed_in.outdate()
    with ThreadPoolExecutor(4) as runs:
        assert len(list(runs.map(lambda _: signed_in.orders(), range(4)))) == 4
    assert int(signed_in.kept()["refresh_token"].split(".")[1]) == generation + 1


def test_who_leaves_is_gone_for_a_thief_of_the_file_too(signed_in):
    stolen, file = signed_in.kept(), signed_in.file
    assert signed_in.run("logout")[0] == 0
    file.write_text(json.dumps({**stolen, "expires_at": 0}))
    status, told = signed_in.run("orders")
    assert (status, "You are not signed in" in told) == (1, True)
    assert not file.exists()


def test_a_page_that_guesses_signs_nobody_in(terminal):
    def astray(url):
        asked = query_of(url)
        uri, state = asked["redirect_uri"], asked["state"]
        forged = (
            f"{uri}?code=x&state=y&iss={terminal.issuer}",
            f"{uri}?code=x&state={state}",
            f"{uri}?code=x&state={state}&iss=https://evil.example",
            f"{uri}?error=access_denied",
            uri.replace("/callback", "/favicon.ico"),
        )
        assert {Browser().get(one).status for one in forged} == {404}

    assert terminal.log_in(Browser(), *ADA, lead=astray)[0] == 0


def test_who_declines_is_told_so(terminal):
    status, told, back = terminal.log_in(Browser(), "google", "ada+denied@acme.test")
    assert (status, "access_denied" in told) == (1, True)
    assert "You are not signed in." in back.text
    assert not [*terminal.home.glob("*.json")]


def test_the_address_is_of_this_machine_alone_and_the_code_is_bound_to_the_tool(terminal):
    with terminal.start("login") as process:
        process.stdout.readline()
        asked = query_of(process.stdout.readline().strip())
        process.terminate()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/callback", asked["redirect_uri"])
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
