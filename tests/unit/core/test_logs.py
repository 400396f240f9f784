"""Logs open no doors and name nobody."""

import pytest

from coursesite.logs import redact


@pytest.mark.parametrize(
    ("request_line", "logged"),
    [
        ("GET /invitations/abc:def:ghi/", "GET /invitations/…/"),
        ("GET /accounts/password/reset/key/1-set-xyz/", "GET /accounts/password/reset/key/…/"),
        ("POST /accounts/confirm-email/Mg:1abc/", "POST /accounts/confirm-email/…/"),
        ("GET /v/BYP-2345-6789-CDFG/", "GET /v/…/"),
        ("GET /accounts/signup/?email=rosa%40ward.example", "GET /accounts/signup/"),
        ("GET /my-learning/", "GET /my-learning/"),
    ],
)
def test_secrets_and_queries_are_left_out(request_line: str, logged: str) -> None:
    event = {"event": "request_started", "request": request_line, "user_agent": "x"}
    assert redact(None, "info", event) == {"event": "request_started", "request": logged}
