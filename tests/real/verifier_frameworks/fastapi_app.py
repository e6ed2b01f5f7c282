"""FastAPI behind the verifier, as the README shows it."""

from typing import Annotated

from asking import report, verifier
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from vestibule_verifier import AccessToken, VerificationError
from vestibule_verifier.fastapi import Protect

app = FastAPI()
protect = Protect(verifier(), realm="acme")


@app.get("/me")
async def me(token: Annotated[AccessToken, Depends(protect())]) -> str:
    return token.subject


@app.get("/orders")
def orders(token: Annotated[AccessToken, Depends(protect(scope="orders:read"))]) -> str:
    return token.subject


@app.get("/reports")
async def reports(token: Annotated[AccessToken, Depends(protect())]) -> str:
    try:
        token.require_role("auditor")
    except VerificationError as refused:
        raise protect.exception(refused) from refused
    return token.subject


def ask(path: str, token: str | None) -> tuple[int, str, str | None]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = TestClient(app).get(path, headers=headers)
    return answer.status_code, answer.text, answer.headers.get("WWW-Authenticate")


report(ask)
