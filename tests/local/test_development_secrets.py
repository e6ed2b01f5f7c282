import pytest

from ops.local.development_secrets import DevelopmentSecrets


@pytest.fixture
def secrets(tmp_path):
    (tmp_path / "local").mkdir()
    text = "# a comment\n\nWRITTEN=basic+two/100%:a&b=c\n"
    (tmp_path / "local" / "secrets.env").write_text(text, encoding="utf-8")
    return DevelopmentSecrets.load(tmp_path)


def test_a_written_secret_is_taken_to_the_letter(secrets):
    assert secrets["WRITTEN"] == "basic+two/100%:a&b=c"
    assert list(secrets) == ["WRITTEN"]


def test_every_other_name_has_a_secret_that_stays_the_same(secrets, tmp_path):
    again = DevelopmentSecrets.load(tmp_path / "elsewhere")
    assert secrets["ANY"] == again["ANY"] == secrets.get("ANY")
    assert secrets["ANY"] != secrets["OTHER"]
    assert len(secrets["ANY"]) == 43


def test_a_folder_without_secrets_is_no_obstacle(tmp_path):
    assert not DevelopmentSecrets.load(tmp_path)
