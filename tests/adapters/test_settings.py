"""A process that was told too little does not start, and says everything that is missing."""

import pytest

from chalicelib.settings import Settings, UnusableSettings

ENOUGH = {
    "VESTIBULE_TABLE": "vestibule",
    "VESTIBULE_PUBLIC_URL": "https://auth.example.com",
    "VESTIBULE_SECRETS_KEY": "arn:aws:kms:us-east-1:1:key/k",
}


def faults_of(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(UnusableSettings) as unusable:
        Settings.from_environment(environ)
    return unusable.value.faults


def test_three_variables_are_enough():
    settings = Settings.from_environment(ENOUGH)
    assert (settings.table, settings.public_url) == ("vestibule", "https://auth.example.com")
    assert (settings.upstream_overrides, settings.ca_bundle) == ({}, None)
    assert settings.log_level == "INFO"


def test_everything_that_is_missing_is_named_at_once():
    assert faults_of({}) == (
        "VESTIBULE_TABLE is not set",
        "VESTIBULE_PUBLIC_URL is not set",
        "VESTIBULE_SECRETS_KEY is not set",
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://auth.example.com",
        "https://",
        "https://auth.example.com/",
        "https://auth.example.com?x",
        "https://u:p@auth.example.com",
        "https://auth.example.com:port",
        "auth.example.com",
    ],
)
def test_an_address_that_cannot_begin_issuers_is_refused(url):
    (fault,) = faults_of({**ENOUGH, "VESTIBULE_PUBLIC_URL": url})
    assert fault.startswith("VESTIBULE_PUBLIC_URL must ")


@pytest.mark.parametrize("host", ["localhost:8787", "127.0.0.1:8787", "[::1]:8787"])
def test_http_is_for_loopback(host):
    settings = Settings.from_environment({**ENOUGH, "VESTIBULE_PUBLIC_URL": f"http://{host}"})
    assert settings.public_url == f"http://{host}"


@pytest.mark.parametrize(
    ("written", "told_by"),
    [("", ""), ("gateway", "gateway"), ("X-Vestibule-Host", "x-vestibule-host")],
)
def test_who_tells_the_host_is_named_or_nobody_does(written, told_by):
    assert Settings.from_environment(ENOUGH).host_from == ""
    assert (
        Settings.from_environment({**ENOUGH, "VESTIBULE_HOST_FROM": written}).host_from == told_by
    )


@pytest.mark.parametrize("name", ["x host", "host:", "x-hôst", "a,b", "host\n"])
def test_what_is_no_header_tells_no_host(name):
    (fault,) = faults_of({**ENOUGH, "VESTIBULE_HOST_FROM": name})
    assert fault.startswith("VESTIBULE_HOST_FROM must ")


def test_overrides_lead_to_loopback_or_https_only():
    good = '{"https://accounts.google.com": "http://localhost:8788/google"}'
    settings = Settings.from_environment({**ENOUGH, "VESTIBULE_UPSTREAM_OVERRIDES": good})
    assert settings.upstream_overrides == {
        "https://accounts.google.com": "http://localhost:8788/google"
    }
    for bad in ("nonsense", "[]", '{"https://a.test": 1}', '{"https://a.test": "http://b.test"}'):
        (fault,) = faults_of({**ENOUGH, "VESTIBULE_UPSTREAM_OVERRIDES": bad})
        assert fault.startswith("VESTIBULE_UPSTREAM_OVERRIDES must be")


def test_nothing_may_switch_off_the_engines_checks():
    (fault,) = faults_of({**ENOUGH, "AUTHLIB_INSECURE_TRANSPORT": "1"})
    assert fault == "AUTHLIB_INSECURE_TRANSPORT must not be set"


def test_an_unknown_log_level_is_refused():
    (fault,) = faults_of({**ENOUGH, "VESTIBULE_LOG_LEVEL": "chatty"})
    assert fault.startswith("VESTIBULE_LOG_LEVEL must be one of")
    assert Settings.from_environment({**ENOUGH, "VESTIBULE_LOG_LEVEL": "debug"}).log_level == (
        "DEBUG"
    )
