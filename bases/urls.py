"""The pages of bases and their construction, mounted at ``/bases/``."""

from django.urls import path

from bases.views import milestones, money, overview, partners, reports

app_name = "bases"

urlpatterns = [
    path("", overview.index, name="index"),
    path("new/<int:organisation_pk>/", overview.new, name="new"),
    path("<int:pk>/", overview.detail, name="detail"),
    path("<int:pk>/edit/", overview.edit, name="edit"),
    path("<int:pk>/partners/", partners.index, name="partners"),
    path("<int:pk>/partners/ask/", partners.ask, name="ask"),
    path("<int:pk>/partners/<int:partner_pk>/drop/", partners.drop, name="drop"),
    path("<int:pk>/confirm/", partners.confirm, name="confirm"),
    path("<int:pk>/milestones/", milestones.index, name="milestones"),
    path("<int:pk>/milestones/<int:milestone_pk>/", milestones.reach, name="reach"),
    path("<int:pk>/milestones/<int:milestone_pk>/evidence", milestones.evidence, name="evidence"),
    path("<int:pk>/budget/", money.index, name="budget"),
    path("<int:pk>/budget/spend/", money.spend, name="spend"),
    path("<int:pk>/budget/<int:spending_pk>/cancel/", money.cancel, name="cancel"),
    path("<int:pk>/budget/<int:spending_pk>/voucher", money.voucher, name="voucher"),
    path("<int:pk>/reports/", reports.index, name="reports"),
    path("<int:pk>/reports/<int:year>/", reports.report, name="report"),
    path("<int:pk>/reports/<int:year>/file/", reports.file, name="file_report"),
    path("<int:pk>/reports/<int:year>/take-back/", reports.take_back, name="take_back_report"),
]
