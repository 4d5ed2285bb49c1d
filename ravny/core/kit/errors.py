"""What an operation may refuse with, and what a gate answers."""

from django.http import Http404
from django.utils.functional import Promise


class DomainError(Exception):
    """A rule of the house was broken; the message is for the person, beside the field.

    `field` names the form's field it belongs to (None: the whole form), `code` is for programs.
    """

    def __init__(
        self, message: str | Promise, *, field: str | None = None, code: str = "invalid"
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.code = code


class NotYours(Http404):
    """Not there, or not yours: one and the same 404, so that nothing is learned by asking."""
