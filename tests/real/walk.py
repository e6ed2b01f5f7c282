"""The part of a sign-in that an app's library leaves to the person and their browser."""

from ops.local.browser import Browser


def sign_in_at(
    browser: Browser, authorization_url: str, redirect_uri: str, connection: str, login: str
) -> str:
    """Choose the connection, sign in there; returns the address that the app is answered at."""
    chooser = browser.follow(browser.get(authorization_url))
    assert chooser.status == 200, chooser.text
    (way,) = (link for link in chooser.markup.links if f"/login/{connection}" in link)
    (form,) = browser.follow(browser.get(way)).markup.forms
    pressed = form.pressed("login", login)
    assert pressed is not None, form
    answer = browser.follow(browser.post(form.action, pressed), until=redirect_uri)
    assert answer.location is not None, answer.text
    return answer.location
