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


def require_page(response: TestResponse, error: str = "invalid_request", status: int = 400) -> None:
    """A page that nobody stores or frames, with the error's code and no redirect."""
    assert response.status_code == status, (response.status_code, response.location)
    assert response.content_type.lower() == "text/html;charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Location" not in response.headers
    assert f'<code id="error-code">{error}</code>' in response.text
    assert "Set-Cookie" not in response.headers


def require_way_back(response: TestResponse, home: str) -> None:
    """The page leads back to the app that the person came from."""
    assert f'href="{home}"' in response.text
