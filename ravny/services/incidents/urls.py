"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("new/", views.record, name="record"),
    path("counts/", views.counts, name="counts"),
    path("<uuid:incident_id>/", views.incident, name="incident"),
    path("<uuid:incident_id>/respond/", views.respond, name="respond"),
    path("<uuid:incident_id>/consent/", views.consent, name="consent"),
    path("<uuid:incident_id>/plan/", views.plan, name="plan"),
    path("<uuid:incident_id>/close/", views.close, name="close"),
    path("<uuid:incident_id>/reopen/", views.reopen, name="reopen"),
]
