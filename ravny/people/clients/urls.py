"""Addresses of this room. They hold a card's random id, never the code that stands on paper."""

from django.urls import path

from . import views

app_name = "clients"
urlpatterns = [
    path("", views.client_list, name="list"),
    path("new/", views.register, name="register"),
    path("lost-code/", views.find_hint, name="find_hint"),
    path("rules/", views.profile, name="profile"),
    path("<uuid:client_id>/edit/", views.edit, name="edit"),
    path("<uuid:client_id>/similar/", views.similar, name="similar"),
    path("<uuid:client_id>/consent/", views.consent, name="consent"),
    path("<uuid:client_id>/groups/", views.key_groups, name="key_groups"),
    path("<uuid:client_id>/merge/", views.merge, name="merge"),
    path("<uuid:client_id>/merge/<uuid:other_id>/", views.compare, name="compare"),
    path("<uuid:client_id>/unmerge/", views.unmerge, name="unmerge"),
    path("<uuid:client_id>/paper/", views.paper, name="print"),
]
