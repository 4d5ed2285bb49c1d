"""The form above a list: every box may stay empty, a wrong one filters nothing."""

from typing import Any

from .forms import Form


class FilterForm(Form):
    """Declare boxes with `required=False`; what is chosen goes to the room's query."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two forms on a page may have boxes of the same name.
        kwargs.setdefault("auto_id", "filter_%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def chosen(self) -> dict[str, Any]:
        """Return the filters that are set and right: no empty values."""
        self.is_valid()
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value is not False and value not in (None, "", [], ())
        }
