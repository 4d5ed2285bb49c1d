"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "testing"
urlpatterns = [
    path("", views.log, name="log"),
    path("record/", views.record, name="record"),
    path("lots/", views.lots, name="lots"),
    path("retests/", views.retests, name="retests"),
    path("<uuid:test_id>/", views.test, name="test"),
    path("<uuid:test_id>/next/", views.next_step, name="next_step"),
    path("<uuid:test_id>/give/", views.give, name="give"),
    path("<uuid:test_id>/result/", views.result, name="result"),
    path("<uuid:test_id>/assay/", views.assay, name="assay"),
    path("<uuid:test_id>/conclude/", views.conclude, name="conclude"),
    path("<uuid:test_id>/void/", views.void, name="void"),
]
