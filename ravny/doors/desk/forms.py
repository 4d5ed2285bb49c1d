"""The desk's one form: find a client by code."""

from ravny.core.kit.forms import ClientCodeField, Form


class FindForm(Form):
    """A code as people type it, with blanks and dashes or without."""

    code = ClientCodeField()
