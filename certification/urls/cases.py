"""The applicant's cases, mounted at ``/cases/``; a case is addressed by its row, not by its number, which a
draft has not got yet."""

from django.urls import path

from certification.views.cases import (
    bases,
    checking,
    correcting,
    filling,
    following,
    leaving,
    listing,
    papers,
)
from certification.views.standing import mine

app_name = "cases"
urlpatterns = [
    path("", listing.index, name="index"),
    path("start/<int:round_pk>/<int:organisation_pk>/", listing.start, name="start"),
    path("base/<int:pk>/", bases.procedures, name="base"),
    path("base/<int:pk>/repay/", bases.repay, name="base_repay"),
    path("base/start/<int:round_pk>/<int:organisation_pk>/", bases.begin, name="base_begin"),
    path("<int:pk>/", following.case, name="case"),
    path("<int:pk>/fill/<slug:slug>/", filling.section, name="section"),
    path("<int:pk>/evidence/", papers.index, name="evidence"),
    path("<int:pk>/evidence/<slug:kind>/upload/", papers.upload, name="upload"),
    path("<int:pk>/evidence/<int:evidence_pk>/", papers.download, name="evidence_file"),
    path("<int:pk>/evidence/<int:evidence_pk>/remove/", papers.remove, name="remove"),
    path("<int:pk>/evidence/<int:evidence_pk>/page/<int:number>/", papers.page_image, name="evidence_page"),
    path("<int:pk>/check/", checking.check, name="check"),
    path("<int:pk>/done/", checking.done, name="done"),
    path("<int:pk>/correction/", correcting.correction, name="correction"),
    path("<int:pk>/reopen/", leaving.reopen, name="reopen"),
    path("<int:pk>/withdraw/", leaving.withdraw, name="withdraw"),
    path("<int:pk>/statement/", mine.statement, name="statement"),
    path("<int:pk>/paper/", following.paper, name="paper"),
    path("<int:pk>/revision/<int:number>/", following.revision, name="revision"),
    path("<int:pk>/revision/<int:number>/form/", following.form, name="form"),
    path("<int:pk>/revision/<int:number>/scan/", following.scan, name="scan"),
    path("<int:pk>/revision/<int:number>/scan/upload/", following.upload_scan, name="upload_scan"),
    path("<int:pk>/letter/<int:letter_pk>/", following.letter, name="letter"),
    path("<int:pk>/certificate/", following.certificate, name="certificate"),
]
