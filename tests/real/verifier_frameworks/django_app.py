"""Django behind the verifier, as the README shows it: views of both kinds."""

import django
from asking import report, verifier
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path as at

from vestibule_verifier.django import Protect

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="opens nothing")
django.setup()
protect = Protect(verifier(), realm="acme")


@protect()
async def me(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.access_token.subject)


@protect(scope="orders:read")
def orders(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.access_token.subject)


@protect()
async def reports(request: HttpRequest) -> HttpResponse:
    request.access_token.require_role("auditor")
    return HttpResponse(request.access_token.subject)


urlpatterns = [at("me", me), at("orders", orders), at("reports", reports)]


def ask(path: str, token: str | None) -> tuple[int, str, str | None]:
    from django.test import Client

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = Client().get(path, headers=headers)
    return answer.status_code, answer.content.decode(), answer.headers.get("WWW-Authenticate")


report(ask)
