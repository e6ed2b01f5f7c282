"""How clients and browsers are refused; every attack ends in one of these."""

from werkzeug.test import TestResponse


def require_refusal(response: TestResponse, error: str, status: int = 400) -> None:
    """RFC 6749 section 5.2: JSON that nobody stores, with the error and no token."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json["error"] == error
    assert ("WWW-Authenticate" in response.headers) == (status == 401)
    assert not {"access_token", "id_token"} & set(response.json)


def require_dead(response: TestResponse) -> None:
    """RFC 6750 section 3.1."""
    assert response.status_code == 401, response.text
    assert 'Bearer error="invalid_token"' in response.headers["WWW-Authenticate"]
