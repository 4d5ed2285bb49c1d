"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "care"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("treat/", views.treat, name="treat"),
    path("lab/", views.lab, name="lab"),
    path("treatment/<uuid:treatment_id>/end/", views.end_treatment, name="end_treatment"),
    path("<slug:what>/<uuid:fact_id>/", views.fact, name="fact"),
    path("<slug:what>/<uuid:fact_id>/void/", views.void, name="void"),
]
