"""Addresses of this room."""

from django.urls import path

from .views import (
    bag,
    catalogue,
    counting,
    emergency,
    moving,
    overview,
    places,
    tables,
    writing_off,
)

app_name = "stock"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("bag/", bag.own_bag, name="bag"),
    path("bag/ask/", bag.ask, name="ask"),
    path("deliveries/new/", moving.receive, name="receive"),
    path("move/", moving.move, name="move"),
    path("items/", catalogue.item_list, name="items"),
    path("items/new/", catalogue.add_item, name="add_item"),
    path("items/aid/", catalogue.add_aid, name="add_aid"),
    path("items/<uuid:item_id>/", catalogue.edit_item, name="edit_item"),
    path("places/", places.place_list, name="places"),
    path("places/new/", places.add_place, name="add_place"),
    path("places/<uuid:place_id>/", places.place, name="place"),
    path("places/<uuid:place_id>/edit/", places.edit_place, name="edit_place"),
    path("places/<uuid:place_id>/thresholds/", places.thresholds, name="thresholds"),
    path("places/<uuid:place_id>/count/", counting.count, name="count"),
    path("places/<uuid:place_id>/write-off/", writing_off.write_off, name="write_off"),
    path("movements/", tables.movement_list, name="movements"),
    path("turnover/", tables.turnover_list, name="turnover"),
]
