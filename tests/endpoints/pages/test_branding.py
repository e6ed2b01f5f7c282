"""A tenant's look: on every page, readable in any colour, and no way out of its place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.palette import palette
from chalicelib.endpoints.pages.signed_out import SignedOut, signed_out_page
from chalicelib.endpoints.pages.stylesheet import DAY, NIGHT
from chalicelib.tenancy.branding import Branding
from chalicelib.tenancy.colour import INK, Colour, words_on
from ops.gallery import BRANDED, pages
from tests.builders import a_tenant
from tests.endpoints.pages.reading import directives, read
from tests.endpoints.pages.test_policy import _hash

LINKED = BRANDED._replace(logo="https://cdn.acme.test:8443/logo.svg")
KNOWN = {name: page for name, page in pages(LINKED) if page.house is not None}
#: What only a document that nobody checked could say.
HOSTILE = (
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "data:image/svg+xml,<svg onload=x>",
        "//evil.test",
    ),
    *("https://evil.test;script-src *", 'https://x.test/"><script>', "http://cdn.test/logo.png"),
    *("</style><script>x</script>", "#fff;}*{background:url(//evil.test)", "'", "\n", ""),
)
TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=40)


def rules(sheet: str) -> list[dict[str, str]]:
    return [dict(re.findall(r"--([\w-]+):(#[0-9a-f]+)", part)) for part in sheet.split("@media")]


@pytest.mark.parametrize("page", KNOWN.values(), ids=KNOWN)
def test_every_page_of_a_tenant_wears_its_look(page):
    document, policy = read(page.html), directives(page.csp)
    assert [_hash(style.text) for style in document.all("style")] == policy["style-src"]
    assert len(policy["style-src"]) == 2
    assert document.one("img").attributes["src"] == LINKED.logo
    assert document.one("img").attributes["referrerpolicy"] == "no-referrer"
    assert policy["img-src"] == ["https://cdn.acme.test:8443"]
    help_link = next(link for link in document.all("a") if link.text == "Get help")
    assert help_link.attributes["href"] == "https://acme.test/help"
    assert "unsafe" not in page.csp


def test_a_page_of_a_tenant_without_a_look_fetches_nothing_and_has_one_style():
    page = signed_out_page(SignedOut(house_of(a_tenant())))
    assert "img-src" not in page.csp
    assert len(read(page.html).all("style")) == 1


def test_a_picture_in_the_page_lets_no_other_party_in():
    page = signed_out_page(SignedOut(BRANDED))
    assert directives(page.csp)["img-src"] == ["data:"]
    assert read(page.html).one("img").attributes["src"] == BRANDED.logo


def test_the_title_is_read_for_the_name_and_help_may_be_a_mailbox():
    branding = Branding(title="Acme Ltd.", support_email="a?b&c@acme.test")
    house = house_of(a_tenant(branding=branding))
    assert (house.name, house.support) == ("Acme Ltd.", "mailto:a%3Fb%26c@acme.test")


@given(
    st.builds(
        House, name=TEXTS, logo=TEXTS, colour=TEXTS, support=st.none(), privacy=st.just("https://x")
    )
)
def test_whatever_a_look_says_it_stays_in_its_place(house: House):
    """Documents are checked; this is for what should slip through."""
    page = signed_out_page(SignedOut(house))
    document = read(page.html)
    policy = directives(page.csp)
    assert policy.keys() <= {
        *("default-src", "style-src", "img-src", "form-action", "frame-ancestors", "base-uri")
    }
    assert not document.all("script")
    assert [_hash(style.text) for style in document.all("style")] == policy["style-src"]
    assert not re.search(r"url\(|[<>]", "".join(style.text for style in document.all("style")[1:]))
    for image in document.all("img"):
        assert image.attributes["src"].startswith(("https://", "data:image/"))
        assert image.attributes.keys() == {"class", "src", "alt", "referrerpolicy"}


@given(st.builds(Colour, *[st.integers(0, 255)] * 3))
def test_whatever_the_colour_everything_can_be_read(colour: Colour):
    if words_on(colour) is None:
        assert palette(str(colour)) == ""
        return
    for theme, told in zip((DAY, NIGHT), rules(palette(str(colour))), strict=True):
        ours = rules(theme)[0]
        named = {name: Colour.parse(value) for name, value in (ours | told).items()}
        pairs = [
            ("accent", "door"),
            ("accent", "wash"),
            ("on-accent", "fill"),
            ("on-accent", "press"),
        ]
        for words, ground in pairs:
            assert named[words].contrast(named[ground]) >= 4.5
        assert named["focus"].contrast(named["door"]) >= 3


def test_dark_words_are_written_in_our_ink():
    assert rules(DAY)[0]["ink"] == str(INK)
