"""Addresses of this room."""

from django.urls import path

from ..views import authors, circles, groups, intake, keys, own, phones
from . import trust as trust_urls

app_name = "vault"
urlpatterns = [
    path("circles/", circles.circles, name="circles"),
    path("circles/due", circles.due, name="due"),
    path("circles/make", circles.make_circle, name="make_circle"),
    path("circles/epoch", circles.start_epoch, name="start_epoch"),
    path("circles/target", circles.target, name="target"),
    path("circles/receivers", circles.receivers, name="receivers"),
    path("circles/share", circles.share, name="share"),
    path("circles/<uuid:circle_id>/", circles.circle, name="circle"),
    path("circles/<uuid:circle_id>/floor", circles.floor, name="floor"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.add_group, name="add_group"),
    path("groups/<uuid:group_id>/", groups.edit_group, name="edit_group"),
    path("groups/<uuid:group_id>/close", groups.close_group, name="close_group"),
    path("lock", keys.lock, name="lock"),
    path("keyring", keys.keyring, name="keyring"),
    path("session-key", keys.session_key, name="session_key"),
    path("pin", keys.pin, name="pin"),
    path("own", own.own, name="own"),
    path("passkeys", own.passkeys, name="passkeys"),
    path("passkeys/today", own.passkey_today, name="passkey_today"),
    path("passkeys/<uuid:passkey_id>/remove", own.remove_passkey, name="remove_passkey"),
    path("phrase", own.phrase, name="phrase"),
    path("wraps", keys.wraps, name="wraps"),
    path("opened", keys.opened, name="opened"),
    *trust_urls.patterns,
    path("authored/head", authors.head, name="authored_head"),
    path("authored/of", authors.of, name="authored_of"),
    path("authors/", authors.authors, name="authors"),
    path("authors/unsigned", authors.unsigned, name="authors_unsigned"),
    path("authors/<uuid:account_id>/entries", authors.entries, name="author_entries"),
    path("phones/", phones.phones, name="phones"),
    path("phones/keys/", intake.intake, name="intake"),
    path("phones/keys/change", intake.change, name="change_intake"),
    path("phones/<uuid:invitation_id>/invited", phones.invited, name="phone_invited"),
    path("phones/<uuid:phone_id>/", phones.phone, name="phone"),
    path("phones/<uuid:phone_id>/revoke", phones.revoke, name="revoke_phone"),
    path("phones/<uuid:phone_id>/restore", phones.restore, name="restore_phone"),
    path("phones/<uuid:phone_id>/write-off", phones.write_off, name="write_off_phone"),
]
