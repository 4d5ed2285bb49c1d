"""Addresses of the end of cases and of the archive."""

from django.urls import path

from ..views import archive, exits

urlpatterns = [
    path("archive/", archive.archive, name="archive"),
    path("archive/waiting/", archive.waiting, name="archive_waiting"),
    path("archive/<uuid:entry_id>/sign/", archive.sign, name="archive_sign"),
    path("archive/<uuid:entry_id>/withdraw/", archive.withdraw, name="archive_withdraw"),
    path("exits/<uuid:exit_id>/", exits.proposal, name="proposal"),
    path("exits/<uuid:exit_id>/agree/", exits.agree, name="agree"),
    path("exits/<uuid:exit_id>/return/", exits.give_back, name="give_back"),
    path("<uuid:case_id>/exit/", exits.propose, name="exit"),
    path("<uuid:case_id>/reopen/", exits.reopen, name="reopen"),
    path("<uuid:case_id>/archive/", archive.propose_entry, name="archive_entry"),
    path("<uuid:case_id>/archive/anew/", archive.propose_anew, name="archive_anew"),
]
