from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.endpoints.pages import markup
from chalicelib.endpoints.pages.markup import (
    Html,
    UnsafeMarkupError,
    element,
    fragment,
    inline_block,
)
from tests.endpoints.pages.reading import read

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
ANYTHING = st.text(st.characters())
HOSTILE = '</p><script>alert(1)</script><p onclick="x" title=\''


def test_text_stays_text_whatever_it_spells():
    assert element("p", {}, HOSTILE) == (
        "<p>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
        "&lt;p onclick=&quot;x&quot; title=&#39;</p>"
    )


@given(PRINTABLE, PRINTABLE)
def test_a_reader_gets_back_exactly_the_text_that_was_put_in(text, title):
    node = read(element("p", {"title": title}, text)).one("p")

    assert (node.text, node.attributes, node.children) == (text, {"title": title}, [])


@given(ANYTHING)
def test_any_text_can_be_sent_and_opens_no_element(text):
    page = element("p", {"title": text}, text)

    assert page.encode()
    assert len(read(page).all()) == 1


def test_unreadable_characters_are_shown_as_unreadable():
    assert element("p", {}, "a\0b\x1bc\x85d\udc80e") == "<p>a\ufffdb\ufffdc\ufffdd?e</p>"


def test_line_ends_in_a_value_survive():
    assert element("input", {"value": "a\r\nb\tc"}) == '<input value="a&#13;\nb\tc">'


def test_html_is_placed_as_it_stands():
    assert element("p", {}, "1 < 2, ", element("strong", {}, "so")) == (
        "<p>1 &lt; 2, <strong>so</strong></p>"
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        element("strong", {}, "x") + "<script>",
        "<i>" + element("strong", {}, "x"),
        f"{element('strong', {}, 'x')}",
        element("strong", {}, "x")[:],
        "".join([element("strong", {}, "x")]),
    ],
    ids=["added to", "added on", "formatted", "sliced", "joined"],
)
def test_html_that_plain_text_has_touched_is_plain_text_again(spoilt):
    assert not isinstance(spoilt, Html)
    assert read(element("p", {}, spoilt)).one("p").children == []


def test_html_is_made_nowhere_but_in_the_markup_module():
    for source in Path(markup.__file__).parent.glob("*.py"):
        if source.name != "markup.py":
            assert "Html(" not in source.read_text(encoding="utf-8"), source.name


def test_html_in_an_attribute_is_only_text():
    assert element("p", {"title": element("strong", {}, "x")}) == (
        '<p title="&lt;strong&gt;x&lt;/strong&gt;"></p>'
    )


def test_attributes_are_left_out_bare_or_quoted():
    attributes = {"id": None, "hidden": False, "disabled": True, "class": ""}

    assert element("button", attributes, "x") == '<button disabled class="">x</button>'


def test_nothing_is_left_where_a_child_is_missing():
    assert fragment("a", None, "b") == "ab"


def test_a_void_element_has_no_end_and_no_content():
    assert element("input", {"type": "hidden"}) == '<input type="hidden">'
    with pytest.raises(UnsafeMarkupError):
        element("input", {}, "x")


@pytest.mark.parametrize("name", ["script", "style", "iframe", "object", "base", "P", "p x", ""])
def test_an_element_that_could_run_or_embed_is_refused(name):
    with pytest.raises(UnsafeMarkupError):
        element(name, {})


@pytest.mark.parametrize(
    "name",
    [
        "onclick",
        "ONLOAD",
        "onanythingnew",
        "style",
        "srcdoc",
        "srcset",
        "http-equiv",
        "",
        "a b",
        "a=b",
        "a>b",
        "a/b",
        "a\nb",
        'a"',
        "xlink:href",
        "é",
    ],
)
def test_an_attribute_that_could_run_or_break_out_is_refused(name):
    with pytest.raises(UnsafeMarkupError):
        element("p", {name: "x"})


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        " javascript:x",
        "\0javascript:x",
        "java\nscript:x",
        "javascript\t:x",
        "vbscript:x",
        "data:text/html,x",
        "blob:x",
        "filesystem:x",
        "file:///x",
    ],
)
@pytest.mark.parametrize("name", ["href", "src", "action", "formaction", "HREF"])
def test_an_address_that_could_run_is_refused(name, address):
    with pytest.raises(UnsafeMarkupError):
        element("a", {name: address})


@pytest.mark.parametrize(
    "address",
    ["https://app.test/cb?a=1&b=2", "/t/acme/login", "login?next=javascript:x", "com.app:/cb", ""],
)
def test_an_ordinary_address_is_kept(address):
    assert read(element("a", {"href": address})).one("a").attributes == {"href": address}


@pytest.mark.parametrize("text", ["</script>", "x</SCRIPT", "<!--", "</style>"])
def test_an_inline_block_cannot_end_early(text):
    with pytest.raises(UnsafeMarkupError):
        inline_block("script", text)


def test_an_inline_block_is_sent_exactly_as_given():
    assert inline_block("script", "a && b < c") == "<script>a && b < c</script>"
