"""The portal's addresses: clients, nameless."""

from django.urls import include, path

handler404 = "ravny.core.kit.views.not_found"
handler500 = "ravny.core.kit.views.broken"
handler403 = "ravny.core.kit.views.not_found"
handler400 = "ravny.core.kit.views.bad_request"

urlpatterns = [path("", include("ravny.doors.portal.urls"))]
