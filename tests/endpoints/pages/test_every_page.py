import re

import pytest

from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.stylesheet import CSS
from ops.gallery import pages, write_gallery
from tests.endpoints.pages.reading import read

ALL = dict(pages())
every_page = pytest.mark.parametrize("page", ALL.values(), ids=ALL)
FETCHING = {"src", "srcset", "poster", "data", "background", "manifest", "ping"}


@every_page
def test_a_page_says_its_language_and_has_one_heading(page: Page):
    document = read(page.html)

    assert page.html.startswith("<!doctype html><html ")
    assert document.one("html").attributes["lang"] == "en"
    assert document.one("h1").text.strip()
    assert document.one("title").text == page.title


@every_page
def test_a_page_has_its_landmarks(page: Page):
    document = read(page.html)

    assert document.one("main").one("h1")
    assert document.one("header")
    assert all(nav.attributes["aria-label"] for nav in document.all("nav"))


@every_page
def test_every_control_says_what_it_does(page: Page):
    document = read(page.html)

    assert all(control.text.strip() for control in document.all("a") + document.all("button"))
    assert all(button.attributes["type"] == "submit" for button in document.all("button"))
    assert all(svg.attributes["aria-hidden"] == "true" for svg in document.all("svg"))
    assert all(field.attributes["type"] == "hidden" for field in document.all("input"))


@every_page
def test_a_page_fetches_nothing(page: Page):
    document = read(page.html)

    assert not [node for node in document.all() if FETCHING & node.attributes.keys()]
    assert not document.all("link")
    assert "url(" not in CSS
    assert "@import" not in CSS


@every_page
def test_a_link_out_tells_the_other_side_nothing(page: Page):
    for link in read(page.html).all("a"):
        if "://" in (link.attributes["href"] or ""):
            assert link.attributes["rel"] == "noopener noreferrer"


@every_page
def test_no_two_elements_share_an_id(page: Page):
    ids = [node.attributes["id"] for node in read(page.html).all() if "id" in node.attributes]

    assert len(ids) == len(set(ids))


@every_page
def test_every_look_that_a_page_asks_for_exists(page: Page):
    nodes = read(page.html).all()
    kinds = {node.attributes["class"] for node in nodes if "class" in node.attributes}

    assert {kind for kind in kinds if f".{kind}" not in CSS} == set()


@every_page
def test_a_page_is_neither_kept_nor_framed_nor_guessed_at(page: Page):
    headers = page.headers

    assert headers["Content-Type"] == "text/html;charset=UTF-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"] == page.csp
    assert not re.search(r"[^\x20-\x7e]", "".join(headers.values()))


def test_only_the_last_page_cuts_the_tie_to_the_window_that_opened_it():
    cutting = {name for name, page in ALL.items() if "Cross-Origin-Opener-Policy" in page.headers}

    assert cutting == {"signed-out"}


def test_a_caller_cannot_spoil_the_headers_of_the_next_page():
    ALL["consent"].headers.clear()

    assert ALL["consent"].headers["Cache-Control"] == "no-store"


def test_the_pages_suit_day_and_night_and_those_who_want_less_motion():
    for condition in ("prefers-color-scheme:dark", "prefers-reduced-motion:reduce"):
        assert f"@media ({condition})" in CSS
    assert "color-scheme:light dark" in CSS
    assert ":focus-visible{outline:3px" in CSS


def test_the_gallery_holds_every_page(tmp_path):
    write_gallery(tmp_path / "gallery")

    names = {file.stem for file in (tmp_path / "gallery").iterdir()}
    assert names == {f"{style}{name}" for style in ("", "branded-") for name in ALL}
