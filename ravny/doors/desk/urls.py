"""Addresses of the desk.

An address holds a random id, never a code: codes stand on paper in people's pockets, and a
laptop's browsing history must match none of them.
"""

from django.urls import path

from .views import card, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("today/order/", today.order, name="order"),
    path("today/<uuid:row_id>/aside/", today.put_aside, name="put_aside"),
    path("today/<uuid:row_id>/back/", today.bring_back, name="bring_back"),
    path("find/", card.find, name="find"),
    path("card/<uuid:client_id>/", card.card, name="card"),
    path("card/<uuid:client_id>/timeline/", card.timeline, name="timeline"),
]
