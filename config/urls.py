from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.health import healthz

# Django's own sign-in page would be a door without our lockout.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("ui.urls")),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("org/", include("accounts.urls")),
    path("enterprise/", include("enterprises.urls")),
    path("bases/", include("bases.urls")),
    path("school/", include("schools.urls")),
    path("faculty/", include("teachers.urls")),
    path("faculty/", include("certification.urls.faculty")),
    path("desk/", include("certification.urls.desk")),
    path("office/", include("certification.urls.office")),
    path("", include("certification.urls.public")),
    path("cases/", include("certification.urls.cases")),
    path("standing/", include("certification.urls.standing")),
    path("admin/", admin.site.urls),
]
