"""The authorization response as a form that posts itself to the client."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.forms import Fields, post_form, submit
from chalicelib.endpoints.pages.frame import framed, name, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.markup import fragment, inline_block
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy, hash_source
from chalicelib.endpoints.pages.sources import way_to_the_client

TITLE: Final = "Taking you back"
NEARLY: Final = "You are on your way back to "
PRESS: Final = ". If nothing happens, press Continue."
CONTINUE: Final = "Continue"

# Called on the prototype: a field named "submit" would hide the form's own method.
SCRIPT: Final = "HTMLFormElement.prototype.submit.call(document.forms[0])"
_SCRIPT_SOURCE: Final = hash_source(SCRIPT)


class FormPost(NamedTuple):
    """An authorization response on its way (OAuth 2.0 Form Post Response Mode section 2)."""

    house: House
    client: str
    redirect_uri: str
    parameters: Fields


def form_post_page(response: FormPost) -> Page:
    """Posts on load, and by a button where scripts are off. Nothing shows in an address."""
    form = post_form(
        response.redirect_uri,
        response.parameters,
        submit("continue", "main", CONTINUE),
    )
    body = framed(
        response.house,
        TITLE,
        paragraph("lead", fragment(NEARLY, name(response.client), PRESS)),
        form,
        inline_block("script", SCRIPT),
    )
    forms = way_to_the_client(response.redirect_uri)
    csp = content_policy(response.house, forms=forms, scripts=(_SCRIPT_SOURCE,))
    return Page(title=TITLE, body=body, csp=csp, house=response.house)
