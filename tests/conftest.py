"""What every test gets."""

import uuid

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _own_cache_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test sees an empty cache, on the real server, without emptying that of its neighbors."""
    monkeypatch.setattr(caches["default"], "key_prefix", f"test-{uuid.uuid4()}")
