"""What a load balancer asks."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from core.tasks import task_heartbeat


def test_livez_does_no_io(django_assert_num_queries: Any, client: Client, db: None) -> None:
    with django_assert_num_queries(0):
        response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_wants_a_worker(client: Client) -> None:
    assert client.get("/readyz").json()["worker"] == "no heartbeat"
    assert client.get("/readyz").status_code == 503
    task_heartbeat()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json().values()) == {"ok"}


@pytest.mark.django_db
def test_readyz_names_redis_when_it_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["default"], "_servers", ["redis://127.0.0.1:1/0"])
    monkeypatch.delitem(caches["default"].__dict__, "_cache", raising=False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["redis"].startswith("unreachable")
    assert response.json()["database"] == "ok"
