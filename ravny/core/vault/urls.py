"""Addresses of this room."""

from django.urls import path

from .views import circles, keys, phones

app_name = "vault"
urlpatterns = [
    path("circles/", circles.circles, name="circles"),
    path("circles/make", circles.make_circle, name="make_circle"),
    path("circles/receivers", circles.receivers, name="receivers"),
    path("circles/share", circles.share, name="share"),
    path("lock", keys.lock, name="lock"),
    path("keyring", keys.keyring, name="keyring"),
    path("session-key", keys.session_key, name="session_key"),
    path("pin", keys.pin, name="pin"),
    path("wraps", keys.wraps, name="wraps"),
    path("opened", keys.opened, name="opened"),
    path("phones/", phones.phones, name="phones"),
    path("phones/<uuid:phone_id>/end", phones.end_phone, name="end_phone"),
]
