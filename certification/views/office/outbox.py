"""Effects that were given up after ten attempts, and another ten for whoever has mended the cause."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from certification.views.office.scope import for_operators
from certification.views.paging import by_pk
from workflows import calendar, outbox
from workflows.models import OutboxMessage, OutboxState

PAGE_SIZE = 25
EFFECTS = {
    "certificates.issue": gettext_lazy("制作证书"),
    "letters.render": gettext_lazy("制作文书"),
    "revisions.print": gettext_lazy("制作申报书"),
    "revisions.scan": gettext_lazy("核对签章扫描件"),
    "files.pages": gettext_lazy("生成材料预览"),
    "accounts.mail": gettext_lazy("发送邮件"),
    calendar.CHANGED: gettext_lazy("重算时限"),
}


@for_operators
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What failed, with its last error; and how much is waiting."""
    open_ = [OutboxState.PENDING, OutboxState.RUNNING, OutboxState.FAILED]
    found = OutboxMessage.objects.filter(state__in=open_).order_by().values("state").annotate(n=Count("pk"))
    counts = {row["state"]: row["n"] for row in found}
    page = by_pk(outbox.failed(), after=request.GET.get("after", ""), size=PAGE_SIZE)
    context = {
        "page": page,
        "rows": [(message, EFFECTS.get(message.effect, message.effect)) for message in page.items],
        "pending": counts.get(OutboxState.PENDING, 0),
        "running": counts.get(OutboxState.RUNNING, 0),
        "failed": counts.get(OutboxState.FAILED, 0),
    }
    return render(request, "certification/office/outbox.html", context)


@for_operators
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ten more attempts, from now."""
    if outbox.retry(pk):
        messages.success(request, _("已重新排队，稍后刷新查看结果。"))
    else:
        messages.info(request, _("该任务已不在失败列表中，无需重试。"))
    return redirect("office:outbox")
