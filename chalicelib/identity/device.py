"""A device in the words that its owner would use: "Chrome on Windows"."""

import re

#: The first that is found names the browser: nearly all of them also claim to be others.
_BROWSERS = (
    (r"\bEdg(?:e|A|iOS)?/", "Edge"),
    (r"\bOPR/|\bOpera\b|\bOPiOS/|\bOPT/", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bYaBrowser/", "Yandex Browser"),
    (r"\bVivaldi/", "Vivaldi"),
    (r"\bDuckDuckGo/|\bDdg/", "DuckDuckGo"),
    (r"\bFBAN/|\bFBAV/", "the Facebook app"),
    (r"\bInstagram\b", "Instagram"),
    (r"\bFxiOS/|\bFirefox/", "Firefox"),
    (r"\bCriOS/|\bHeadlessChrome/|\bChrome/|\bChromium/", "Chrome"),
    (r"\bVersion/[\d.]+.* Safari/", "Safari"),
    (r"\bMSIE |\bTrident/", "Internet Explorer"),
    (r"^curl/", "curl"),
    (r"^Wget/", "Wget"),
    (r"^python-requests/|^python-httpx/|^Python-urllib/|^python-urllib3/|^aiohttp/", "Python"),
    (r"^Go-http-client/", "a Go program"),
    (r"^PostmanRuntime/", "Postman"),
    (r"^okhttp/", "an Android app"),
    (r"\bCFNetwork/", "an Apple app"),
)
#: An iPad's or phone's system is told apart first: it also claims to be the desktop's.
_SYSTEMS = (
    (r"\biPhone\b|\biPod\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMacintosh\b|\bMac OS X\b", "Mac"),
    (r"\bLinux\b|\bX11\b", "Linux"),
)
UNKNOWN_DEVICE = "an unknown device"


def device_name(user_agent: str) -> str:
    """The browser and the system that a `User-Agent` header claims; never part of its text."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    if system:
        return f"a browser on {system}"
    return browser or UNKNOWN_DEVICE


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), None)
