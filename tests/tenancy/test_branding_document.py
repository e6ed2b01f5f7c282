"""`[branding]`: what may stand on a page, and what could break out of it or not be read."""

import base64

import pytest

from tests.tenancy.documents import a_table, faults_of, read

PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n and more").decode()
SVG = "data:image/svg+xml;base64," + base64.b64encode(b"<svg xmlns='x'/>").decode()
HOSTILE = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "//evil.test",
        "http://acme.test/",
        "ftp://a.b",
    ),
    *(
        'https://acme.test/"onload="x',
        "https://acme.test/'",
        "https://acme.test/<script>",
        "https://",
    ),
    *("https://acme.test;script-src *", "https://acme.test/;img-src *", "https://a b.test/"),
    *("https://u:p@acme.test/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/"),
    *("https://acme.test:/", "https://acme.test:0/", "https://acme.test:99999/", "https://é.test/"),
    *("https://acme.test/\n", " https://acme.test/", "https://acme.test\\@evil.test/", "*"),
    *("https://acme.test/" + "x" * 1024, "data:text/html,x", "blob:https://acme.test/x"),
)
PICTURES = (
    *("data:text/html;base64,PHN2Zz4=", "data:image/png,x", "data:image/png;base64,", "data:,"),
    *("data:image/bmp;base64,PHN2Zz4=", "data:image/png;charset=x;base64,iVBORw0KGgo="),
    *('data:image/svg+xml;base64,PHN2Zz4="', "data:image/svg+xml;base64,PHN2 Zz4=", PNG[:-5] + "!"),
    *(PNG.replace("png", "gif"), PNG.replace("png", "svg+xml"), SVG.replace("svg+xml", "webp")),
    "data:image/svg+xml;utf8,<svg/>",
    PNG + "A" * 16384,
)


def branding(**told):
    return read(a_table(branding=told)).tenant.branding


def faults(**told):
    return [path for path, _ in faults_of(a_table(branding=told))]


def test_a_document_says_how_its_pages_look():
    told = branding(
        title='Acme "Ltd" </style>',
        logo_uri="https://cdn.acme.test:8443/logo.svg?v=2",
        colour="#1F4E79",
        support_email="help@acme.test",
        privacy_uri="https://acme.test/privacy#short",
        terms_uri="https://acme.test/terms",
    )
    assert told.colour == "#1f4e79"
    assert told.title == 'Acme "Ltd" </style>'  # a text: pages escape it
    assert told.logo_uri == "https://cdn.acme.test:8443/logo.svg?v=2"


@pytest.mark.parametrize("logo", [PNG, SVG])
def test_a_logo_may_be_the_picture_itself(logo):
    assert branding(logo_uri=logo).logo_uri == logo


@pytest.mark.parametrize("key", ["logo_uri", "support_uri", "privacy_uri", "terms_uri"])
@pytest.mark.parametrize("value", HOSTILE)
def test_an_address_that_is_not_plainly_one_is_refused(key, value):
    assert faults(**{key: value}) == [f"branding.{key}"]


@pytest.mark.parametrize("value", PICTURES)
def test_a_picture_that_is_none_is_refused(value):
    assert faults(logo_uri=value) == ["branding.logo_uri"]
    assert faults(privacy_uri=SVG) == ["branding.privacy_uri"]


@pytest.mark.parametrize(
    "value",
    ["red", "#12", "#12345g", "#1234", "1f4e79", "#1f4e79;}", "#1f4e79</style>", "rgb(0,0,0)", "#"],
)
def test_a_colour_is_six_digits_and_nothing_else(value):
    assert faults(colour=value) == ["branding.colour"]


def test_a_colour_that_no_words_can_be_read_on_is_refused_with_the_ratios():
    ((path, told),) = faults_of(a_table(branding={"color": "#808080"}))
    assert path == "branding.color"
    assert "white words on #808080 have a contrast of 3.94:1, dark ones of 4.1" in told


@pytest.mark.parametrize("colour", ["#000", "#fff", "#ffcc00", "#1f4e79", "#767676"])
def test_a_colour_that_words_can_be_read_on_is_taken(colour):
    assert branding(color=colour).colour is not None


def test_a_colour_has_one_spelling_and_help_one_address():
    assert faults(colour="#000", color="#000") == ["branding.color"]
    both = {"support_uri": "https://acme.test", "support_email": "help@acme.test"}
    assert faults(**both) == ["branding.support_email"]


@pytest.mark.parametrize(
    "value", ["help", "help@acme.test?cc=x@y.z", "a@b.c,d@e.f", "a&b@c", "<a@b.c>"]
)
def test_help_is_one_plain_address(value):
    assert faults(support_email=value) == ["branding.support_email"]


@pytest.mark.parametrize("value", ["x" * 81, "two\nlines", "turned \u202e around"])
def test_a_title_is_one_line(value):
    assert faults(title=value) == ["branding.title"]
