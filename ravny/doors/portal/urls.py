"""Addresses of this room: nothing in them says what the pages are for."""

from django.urls import URLPattern, path

from . import views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="start"),
    path("x", views.leave, name="leave"),
    path("<str:language>/", views.home, name="home"),
    path("<str:language>/<str:country>/", views.home, name="country"),
]
