"""Argon2 at its least cost."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The real algorithm, cheap enough for hundreds of sign-ins."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
