"""Addresses of trust and recovery."""

from django.urls import path

from ..views import recovery, trust

patterns = [
    path("proofs", trust.proofs, name="proofs"),
    path("pin-root", trust.pin_root, name="pin_root"),
    path("root", trust.make_root, name="make_root"),
    path("trust/", trust.trust, name="trust"),
    path("ceremony/", trust.ceremony, name="ceremony"),
    path("officers/", trust.officers, name="officers"),
    path("officers/people", trust.people, name="trust_people"),
    path("officers/add", trust.add_officers, name="add_officers"),
    path("officers/sign", trust.sign, name="sign_keys"),
    path("recovery/", recovery.recovery, name="recovery"),
    path("recovery/<uuid:account_id>/epochs", recovery.epochs, name="recovery_epochs"),
    path("recoveries/", recovery.recoveries, name="recoveries"),
    path("recoveries/<uuid:use_id>/seen", recovery.seen, name="recovery_seen"),
]
