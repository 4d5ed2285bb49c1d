"""Addresses of this room: nothing in them says what the pages are for."""

from django.conf import settings
from django.urls import URLPattern, path, register_converter

from . import views

app_name = "portal"


class Language:
    """A language of the pages; anything else is no address of ours, not even a redirect."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


register_converter(Language, "language")
urlpatterns: list[URLPattern] = [
    path("", views.home, name="start"),
    path("x", views.leave, name="leave"),
    path("<language:language>/", views.home, name="home"),
    path("<language:language>/<str:country>/", views.home, name="country"),
]
