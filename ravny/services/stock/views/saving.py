"""How every page of this room saves: right form, willing operation, a word on the next page."""

from collections.abc import Callable

from ravny.core.kit.errors import DomainError
from ravny.core.kit.forms import Form
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest


def saved(request: StaffRequest, form: Form, save: Callable[[], object], word: Text) -> bool:
    """Save what was posted; False keeps everything typed on the page, errors beside their boxes."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except DomainError as error:
        form.add_domain_error(error)
        return False
    say(request, word)
    return True
