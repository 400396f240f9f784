"""The one family of errors that a domain verb raises."""


class DomainError(Exception):
    """A refusal with a sentence that can be shown to the person who asked.

    `message` says what to do; `status` is the HTTP status of a page that shows it.
    """

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Forbidden(DomainError):
    """The person may know that the thing exists but may not do this with it."""

    status = 403


class Gone(DomainError):
    """The thing was there and is over: an expired invitation, a closed attempt."""

    status = 410


class TooMany(DomainError):
    """A rate limit was reached."""

    status = 429
