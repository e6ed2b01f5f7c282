"""The whole stack, started once for all of these tests, as an operator would start it."""

import json
from collections.abc import Iterator
from functools import partial

import pytest

from ops.local.browser import Answer, Browser
from tests.support.served import Stack, started, wait_until_ready


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """The stack file of a stack that is being served."""
    home = tmp_path_factory.mktemp("stack")
    with started(home, "serve") as (process, _):
        wait_until_ready(process)
        yield json.loads((home / "stack.json").read_text(encoding="utf-8"))


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def visit(stack, browser):
    """Signs a person in at the sample web app with the test's browser; returns the last page."""
    return partial(sign_in, stack, browser)


def sign_in(stack: Stack, browser: Browser, path: str, connection: str, login: str) -> Answer:
    """Sign in at the site below `path`; a login nobody has a button for is typed."""
    chooser = browser.follow(browser.get(f"{stack['examples']['web_app']}{path}/sign-in"))
    (way,) = (link for link in chooser.markup.links if f"/login/{connection}" in link)
    (form,) = browser.follow(browser.get(way)).markup.forms
    pressed = form.pressed("login", login) or {**form.fields, "login": login}
    return browser.follow(browser.post(form.action, pressed))
