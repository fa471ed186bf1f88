from django.contrib import admin
from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("", include("ui.urls")),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("org/", include("accounts.urls")),
    path("enterprise/", include("enterprises.urls")),
    path("desk/", include("certification.urls.desk")),
    path("office/", include("certification.urls.office")),
    path("", include("certification.urls.public")),
    path("cases/", include("certification.urls.cases")),
    path("admin/", admin.site.urls),
]
