"""Whatever stands in any field, every page keeps its shape and shows the field as text."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.endpoints.pages.account import (
    Account,
    NobodySignedIn,
    account_page,
    nobody_page,
)
from chalicelib.endpoints.pages.account_cards import AppCard, Asked, DeviceCard
from chalicelib.endpoints.pages.chooser import Choice, Chooser, chooser_page
from chalicelib.endpoints.pages.client_card import ClientCard
from chalicelib.endpoints.pages.confirm_sign_out import ConfirmSignOut, confirm_sign_out_page
from chalicelib.endpoints.pages.consent import Consent, consent_page
from chalicelib.endpoints.pages.error import ErrorNotice, error_page
from chalicelib.endpoints.pages.form_post import FormPost, form_post_page
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.scopes import ScopeLine
from chalicelib.endpoints.pages.signed_out import SignedOut, signed_out_page
from chalicelib.endpoints.pages.trouble import Trouble
from chalicelib.endpoints.pages.way_back import WayBack
from tests.endpoints.pages.reading import directives, read

HOME = "https://app.test/"


def a_chooser(text: str) -> Page:
    client = ClientCard(name=text, logo_uri=HOME, policy_uri=HOME, tos_uri=HOME)
    choice = Choice(label=text, href=f"/login?{text}", kind=text)
    return chooser_page(
        Chooser(
            house=House(text),
            client=client,
            choices=(choice,),
            attempt=text,
            cancel_action=f"/{text}",
            redirect_uri=f"{HOME}{text}",
        )
    )


def a_consent(text: str) -> Page:
    return consent_page(
        Consent(
            house=House(text),
            client=ClientCard(name=text),
            person=text,
            scopes=(ScopeLine(scope=f"a:{text}"), ScopeLine(scope=f"b:{text}", description=text)),
            attempt=text,
            action=f"/{text}",
            redirect_uri=f"{HOME}{text}",
        )
    )


def an_error(text: str) -> Page:
    return error_page(
        ErrorNotice(
            status=400,
            error=f"e{text}",
            trouble=Trouble.BAD_REQUEST,
            request_id=f"r{text}",
            description=f"d{text}",
            house=House(text),
            back=WayBack(href=f"{HOME}{text}", label=text),
        )
    )


def a_sign_out_question(text: str) -> Page:
    return confirm_sign_out_page(
        ConfirmSignOut(
            house=House(text),
            action=f"/{text}",
            hidden=((text, text),),
            person=text,
            post_logout_redirect_uri=f"{HOME}{text}",
        )
    )


def a_signed_out(text: str) -> Page:
    back = WayBack(href=f"{HOME}{text}", label=text)
    return signed_out_page(SignedOut(house=House(text), back=back))


def a_form_post(text: str) -> Page:
    return form_post_page(
        FormPost(
            house=House(text), client=text, redirect_uri=f"{HOME}{text}", parameters=((text, text),)
        )
    )


def an_account(text: str) -> Page:
    device = DeviceCard(
        key=text,
        device=f"d{text}",
        connection=text,
        signed_in_at=0,
        last_used_at=0,
        place=f"p{text}",
        apps=(text,),
    )
    app = AppCard(
        key=text,
        app=text,
        device=text,
        given_at=0,
        last_used_at=0,
        scopes=(ScopeLine(scope=f"a:{text}", description=text),),
    )
    return account_page(
        Account(
            house=House(text),
            person=text,
            devices=(device,),
            apps=(app,),
            asked=Asked(action=f"/{text}", ticket=text, now=0),
            back=WayBack(href=f"{HOME}{text}", label=text),
        )
    )


def an_account_of_nobody(text: str) -> Page:
    back = WayBack(href=f"{HOME}{text}", label=text)
    return nobody_page(NobodySignedIn(house=House(text), back=back))


PAGES = [
    *(a_chooser, a_consent, an_error, a_sign_out_question, a_signed_out, a_form_post),
    *(an_account, an_account_of_nobody),
]


@pytest.mark.parametrize("page_of", PAGES)
@given(text=st.text(st.characters()) | st.text("<>&\"'/=; !-\n"))
@example(text="</title></style><script>alert(1)</script>")
@example(text='"><img src=x onerror=alert(1)>')
@example(text="; script-src *; form-action *")
def test_no_field_changes_the_shape_of_a_page(page_of: Callable[[str], Page], text: str):
    hostile, harmless = page_of(text), page_of("Acme")

    assert read(hostile.html).skeleton == read(harmless.html).skeleton
    assert hostile.csp == harmless.csp
    assert hostile.html.encode()


@pytest.mark.parametrize("page_of", PAGES)
def test_a_field_is_shown_as_it_was_given(page_of: Callable[[str], Page]):
    given_text = "<b>A & B</b> 'x' \"y\" \u0645\u0631\u062d\u0628\u0627"

    assert given_text in read(page_of(given_text).html).one("body").text


@pytest.mark.parametrize("page_of", [a_chooser, a_consent, an_account])
def test_a_name_cannot_turn_the_words_around_it(page_of: Callable[[str], Page]):
    name = "evil \u202e"

    shown = [node for node in read(page_of(name).html).all("bdi") if name in node.text]
    assert len(shown) >= 2


def test_an_address_cannot_widen_where_a_page_may_post():
    policy = directives(a_chooser("x; form-action *").csp)

    assert policy["form-action"] == ["'self'", "https://app.test", "https:"]
