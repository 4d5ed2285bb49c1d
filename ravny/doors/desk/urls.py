"""Addresses of the desk.

A card's address holds its random id, never the code: codes stand on paper in people's pockets, and
a laptop's browsing history must match none of them.
"""

from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/order/", views.order, name="order"),
    path("find/", views.find, name="find"),
    path("card/<uuid:client_id>/", views.card, name="card"),
    path("card/<uuid:client_id>/timeline/", views.timeline, name="timeline"),
]
