"""The school's own profile and self-assessment, mounted at ``/school/``; addressed by its organisation."""

from django.urls import path

from schools.views import assessment, assigning, profile

app_name = "schools"

_ASSESSMENTS = "<int:organisation_pk>/assessment/"
_ONE = f"{_ASSESSMENTS}<int:year>/"

urlpatterns = [
    path("<int:organisation_pk>/", profile.profile, name="profile"),
    path(_ASSESSMENTS, assessment.index, name="assessments"),
    path(f"{_ASSESSMENTS}begin/", assessment.begin, name="begin"),
    path(_ONE, assessment.table, name="assessment"),
    path(f"{_ONE}assign/", assigning.assign, name="assign"),
    path(f"{_ONE}lock/", assessment.lock, name="lock"),
    path(f"{_ONE}reopen/", assessment.reopen, name="reopen"),
    path(f"{_ONE}table.xlsx", assessment.download, name="download"),
    path(f"{_ONE}fill/<slug:indicator>/", assessment.fill, name="fill"),
]
