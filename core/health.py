"""`/livez` (the process answers, no I/O) and `/readyz` (database, Redis, migrations, worker heartbeat)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from core import clock

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_MAX_AGE = timedelta(seconds=60)


class HealthMiddleware:
    """Answers the two addresses before sessions, hosts and redirects come into play."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            checks = readiness()
            ready = all(word == "ok" for word in checks.values())
            return JsonResponse({"status": "ok" if ready else "not ready", **checks}, status=200 if ready else 503)
        return self.get_response(request)


def beat_heart() -> None:
    """Note that a worker is alive now."""
    cache.set(HEARTBEAT_KEY, clock.now().isoformat(), timeout=3600)


def readiness() -> dict[str, str]:
    """One word for each part: "ok", or what is wrong."""
    return {
        "database": _database(),
        "migrations": _migrations(),
        "redis": _redis(),
        "worker": _worker(),
    }


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"unknown ({type(error).__name__})"
    return f"{len(pending)} pending" if pending else "ok"


def _redis() -> str:
    try:
        cache._cache.get_client().ping()  # type: ignore[attr-defined]
    except (RedisError, OSError) as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _worker() -> str:
    last = cache.get(HEARTBEAT_KEY)
    if last is None:
        return "no heartbeat"
    age = clock.now() - datetime.fromisoformat(last)
    return "ok" if age <= HEARTBEAT_MAX_AGE else f"last heartbeat {int(age.total_seconds())} s ago"
