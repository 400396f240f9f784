"""A Redis cache whose loss slows the site but does not stop it."""

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = structlog.get_logger(__name__)
_DOWN = (RedisConnectionError, RedisTimeoutError)


class ForgivingRedisCache(RedisCache):
    """Reads miss and writes are dropped, with a warning, while Redis is away."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The cached value, or `default` when it is missing or Redis is away."""
        try:
            return super().get(key, default, version)
        except _DOWN:
            log.warning("cache unreachable", operation="get")
            return default

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Store the value, or drop it when Redis is away."""
        try:
            return super().set(key, value, *args, **kwargs)
        except _DOWN:
            log.warning("cache unreachable", operation="set")
            return None

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Store the value if the key is new; True too when Redis is away, so that a limit never locks people out."""
        try:
            return bool(super().add(key, value, *args, **kwargs))
        except _DOWN:
            log.warning("cache unreachable", operation="add")
            return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The counter after adding `delta`; 0 when Redis is away."""
        try:
            return int(super().incr(key, delta, version))
        except _DOWN:
            log.warning("cache unreachable", operation="incr")
            return 0

    def delete(self, key: str, version: int | None = None) -> bool:
        """True when the key was there; False too when Redis is away."""
        try:
            return bool(super().delete(key, version))
        except _DOWN:
            log.warning("cache unreachable", operation="delete")
            return False
