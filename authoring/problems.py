"""What is wrong in a course folder, for its author."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One fault: the file, the line (from 1) and a sentence that says what to do."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class CourseProblems(Exception):
    """Everything that is wrong; `problems` is never empty."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
