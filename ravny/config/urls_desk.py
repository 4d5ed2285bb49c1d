"""The desk's addresses: staff on a computer."""

from django.urls import include, path

handler404 = "ravny.core.kit.views.not_found"
handler500 = "ravny.core.kit.views.broken"
handler403 = "ravny.core.kit.views.not_found"
handler400 = "ravny.core.kit.views.bad_request"

urlpatterns = [
    path("", include("ravny.doors.desk.urls")),
    path("clients/", include("ravny.people.clients.urls")),
    path("directory/", include("ravny.people.directory.urls")),
    path("encounters/", include("ravny.services.encounters.urls")),
    path("testing/", include("ravny.services.testing.urls")),
    path("referrals/", include("ravny.services.referrals.urls")),
    path("care/", include("ravny.services.care.urls")),
    path("cases/", include("ravny.services.cases.urls")),
    path("incidents/", include("ravny.services.incidents.urls")),
    path("supervision/", include("ravny.services.supervision.urls")),
    path("outreach/", include("ravny.services.outreach.urls")),
    path("stock/", include("ravny.services.stock.urls")),
    path("reports/", include("ravny.insight.indicators.urls")),
    path("journal/", include("ravny.core.journal.urls")),
    path("staff/", include("ravny.core.staff.urls")),
    path("vault/", include("ravny.core.vault.urls")),
    path("attachments/", include("ravny.core.attachments.urls")),
    path("kit/", include("ravny.core.kit.urls")),
    path("", include("ravny.insight.upkeep.urls")),
]
