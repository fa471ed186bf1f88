"""Pages about oneself, one's organisations and claims, mounted at ``/org/``."""

from django.urls import path

from accounts.views import claims, colleagues, organisations, profile

app_name = "accounts"

urlpatterns = [
    path("me/", profile.edit, name="profile"),
    path("", organisations.index, name="organisations"),
    path("<int:pk>/", organisations.detail, name="organisation"),
    path("<int:pk>/invite/", colleagues.invite, name="invite"),
    path(
        "<int:pk>/invitation/<int:invitation_pk>/withdraw/", colleagues.withdraw, name="withdraw_invitation"
    ),
    path("<int:pk>/remove/<int:user_pk>/", colleagues.remove, name="remove"),
    path("<int:pk>/hand-over/", colleagues.hand_over, name="hand_over"),
    path("invitation/<str:token>/", colleagues.accept, name="accept"),
    path("claim/", claims.new, name="claim"),
    path("claim/<int:pk>/", claims.detail, name="claim_detail"),
    path("claim/<int:pk>/file/<str:which>/", claims.download, name="claim_file"),
    path("claims/", claims.review_list, name="claims"),
    path("claims/<int:pk>/", claims.review, name="claim_review"),
    path("claims/<int:pk>/page/<str:which>/<int:number>/", claims.page_image, name="claim_page"),
]
