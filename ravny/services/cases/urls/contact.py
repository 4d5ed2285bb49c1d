"""Addresses of contacts, of what is watched, and of the timeline."""

from django.urls import path

from ..views import contacts, monitoring, safe_contact

urlpatterns = [
    path("silence/", monitoring.silence, name="silence"),
    path("<uuid:case_id>/monitoring/", monitoring.monitoring, name="monitoring"),
    path("<uuid:case_id>/safe/", safe_contact.safe, name="safe"),
    path("<uuid:case_id>/timeline/", contacts.timeline, name="timeline"),
    path("<uuid:case_id>/contacts/<slug:contact_kind>/", contacts.contact_new, name="contact_new"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/look/", contacts.contact_look, name="contact_look"),
]
