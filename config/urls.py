from django.contrib import admin
from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("", include("ui.urls")),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("org/", include("accounts.urls")),
    path("enterprise/", include("enterprises.urls")),
    path("", include("certification.urls.public")),
    path("admin/", admin.site.urls),
]
