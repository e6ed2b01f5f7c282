from base64 import b64encode
from hashlib import sha256

import pytest

from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from ops.gallery import pages
from tests.endpoints.pages.reading import directives, read

ALL = dict(pages())


@pytest.mark.parametrize("page", ALL.values(), ids=ALL)
def test_exactly_the_inline_blocks_of_the_page_are_allowed(page: Page):
    document = read(page.html)
    policy = directives(page.csp)

    assert [_hash(style.text) for style in document.all("style")] == policy["style-src"]
    assert [_hash(script.text) for script in document.all("script")] == policy.get("script-src", [])


@pytest.mark.parametrize("page", ALL.values(), ids=ALL)
def test_everything_that_is_not_named_is_forbidden(page: Page):
    policy = directives(page.csp)

    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert "img-src" not in policy
    assert "unsafe" not in page.csp


@pytest.mark.parametrize("page", ALL.values(), ids=ALL)
def test_a_page_without_a_form_may_post_nowhere(page: Page):
    may_post = directives(page.csp)["form-action"] != ["'none'"]

    assert may_post == bool(read(page.html).all("form"))


def test_a_refused_address_does_not_spoil_the_other_sources():
    policy = directives(
        content_policy(None, forms=("'self'", "'none'", "'self'"), images=("'none'",))
    )

    assert policy["form-action"] == ["'self'"]
    assert "img-src" not in policy


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
