"""Addresses of this room."""

from django.urls import path

from . import aid_views, views

app_name = "encounters"
urlpatterns = [
    path("", views.log, name="log"),
    path("record/", views.record, name="record"),
    path("aid/", aid_views.aid, name="aid"),
    path("sites/new/", views.edit_site, name="add_site"),
    path("sites/<uuid:site_id>/", views.edit_site, name="edit_site"),
    path("<uuid:encounter_id>/", views.encounter, name="encounter"),
    path("<uuid:encounter_id>/void/", views.void, name="void"),
    path("<uuid:encounter_id>/day/", views.settle, name="settle"),
]
