"""What a test takes, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Policy:
    """What a test takes; the fields are those of `QuizPage`, where their values are explained.

    `pass_mark` is in per cent, `time_limit` and `wait_minutes` in minutes, 0 = none; `attempts_allowed` 0 = unlimited.
    """

    pass_mark: int
    draw: int
    attempts_allowed: int = 0
    per_outcome: int = 0
    wait_minutes: int = 0
    time_limit: int = 0
    grace_seconds: int = 60
    counting: str = "highest"
    reveal: str = "passed"
    layout: str = "one"

    @classmethod
    def names(cls) -> list[str]:
        """The names of the fields."""
        return [field.name for field in fields(cls)]

    @classmethod
    def of(cls, requirements: Mapping[str, Any]) -> "Policy":
        """From the requirements that an edition froze, or that a page states."""
        return cls(**{name: requirements[name] for name in cls.names() if name in requirements})

    def stated(self) -> dict[str, Any]:
        """The requirements: what every test has, and the rest where it differs from the usual.

        A new field thus changes no edition that was released without it.
        """
        usual = {field.name: field.default for field in fields(self)}
        always = {"pass_mark", "draw", "attempts_allowed"}
        return {name: value for name, value in asdict(self).items() if name in always or value != usual[name]}
