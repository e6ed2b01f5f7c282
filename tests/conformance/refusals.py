"""What a machine is told when it is refused."""

from werkzeug.test import TestResponse

from tests.conformance.relying_party import DESCRIPTION


def require_error(response: TestResponse, error: str, status: int = 400) -> None:
    """TOK-1, AZ-12, X-1: a JSON object that nobody stores."""
    assert (response.status_code, response.json["error"]) == (status, error), response.text
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert DESCRIPTION.fullmatch(response.json["error_description"])
    assert set(response.json) <= {"error", "error_description", "error_uri"}
