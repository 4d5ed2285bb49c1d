"""Addresses of the field."""

from django.urls import path

from . import views

app_name = "field"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/<slug:code>/", views.language, name="language"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("register", views.register, name="register"),
    path("sync", views.sync, name="sync"),
]
