"""Devices are told in their owner's words, and a header's own text never gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.identity.device import UNKNOWN_DEVICE, device_name

MOZILLA = "Mozilla/5.0"
WINDOWS = f"{MOZILLA} (Windows NT 10.0; Win64; x64)"
MAC = f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7)"
IPHONE = f"{MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X)"
IPAD = f"{MOZILLA} (iPad; CPU OS 17_0 like Mac OS X)"
ANDROID = f"{MOZILLA} (Linux; Android 10; K)"
LINUX = f"{MOZILLA} (X11; Linux x86_64)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{WINDOWS} {CHROME}", "Chrome on Windows"),
        (f"{WINDOWS} {CHROME} Edg/140.0.0.0", "Edge on Windows"),
        (f"{WINDOWS} {CHROME} OPR/124.0.0.0", "Opera on Windows"),
        (
            f"{MOZILLA} (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox on Windows",
        ),
        (
            f"{MOZILLA} (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
            "Internet Explorer on Windows",
        ),
        (f"{MAC} {CHROME}", "Chrome on Mac"),
        (f"{MAC} {WEBKIT} Version/18.5 Safari/605.1.15", "Safari on Mac"),
        (f"{IPHONE} {WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{IPHONE} {WEBKIT} CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{IPHONE} {WEBKIT} FxiOS/143.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        (f"{IPHONE} {WEBKIT} Mobile/22F76 [FBAN/FBIOS;FBAV/500]", "the Facebook app on iPhone"),
        (f"{IPAD} {WEBKIT} Version/17.0 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        (f"{ANDROID} {CHROME}", "Chrome on Android"),
        (
            f"{ANDROID} {CHROME.replace('Chrome', 'SamsungBrowser/28.0 Chrome')}",
            "Samsung Internet on Android",
        ),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {CHROME}", "Chrome on ChromeOS"),
        (f"{LINUX} {CHROME.replace('Chrome', 'HeadlessChrome')}", "Chrome on Linux"),
        (
            f"{MOZILLA} (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox on Linux",
        ),
        (f"{LINUX} Something/1.0", "a browser on Linux"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32", "Python"),
        ("Go-http-client/2.0", "a Go program"),
        ("okhttp/4.12", "an Android app"),
        ("Shop/3 CFNetwork/1498 Darwin/23", "an Apple app"),
        ("", UNKNOWN_DEVICE),
        ("<script>alert(1)</script>", UNKNOWN_DEVICE),
    ],
)
def test_a_device_is_named_as_its_owner_would(user_agent, name):
    assert device_name(user_agent) == name


@given(st.text())
def test_no_text_of_a_header_gets_into_a_name(user_agent):
    assert set(device_name(f"{user_agent} <b>")).isdisjoint("<>&\"'\x1b\n")
