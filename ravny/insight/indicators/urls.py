"""Addresses of the reports."""

from django.urls import path

from . import views

app_name = "indicators"
urlpatterns = [
    path("monthly/", views.monthly, name="monthly"),
    path("linkage/", views.linkage, name="linkage"),
    path("positivity/", views.positivity, name="positivity"),
]
