"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.directory, name="list"),
    path("new/", views.edit, name="add"),
    path("<uuid:service_id>/", views.service, name="service"),
    path("<uuid:service_id>/change/", views.edit, name="edit"),
    path("<uuid:service_id>/verified/", views.verify, name="verify"),
    path("<uuid:service_id>/retire/", views.retire, name="retire"),
    path("<uuid:service_id>/restore/", views.restore, name="restore"),
    path("<uuid:service_id>/asked/", views.add_dealing, name="add_dealing"),
    path("asked/<uuid:dealing_id>/", views.dealing, name="dealing"),
    path("asked/<uuid:dealing_id>/outcome/", views.settle, name="settle"),
    path("asked/<uuid:dealing_id>/change/", views.edit_dealing, name="edit_dealing"),
]
