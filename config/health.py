"""``/healthz``: for the load balancer and for whoever is called at night."""

import threading
import time
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import probes

KEPT = 5.0  # seconds: many callers a second must not mean as many looks at the disk

_lock = threading.Lock()
_last: tuple[float, dict[str, Any]] | None = None


def report() -> dict[str, Any]:
    """``{"ok": bool, "checks": {name: {"ok": bool, "state": …, "message": …, "remedy": …}}}``."""
    findings = probes.look_all()
    return {
        "ok": all(finding.state != probes.BROKEN for finding in findings.values()),
        "checks": {
            name: {
                "ok": finding.state != probes.BROKEN,
                "state": finding.state,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for name, finding in findings.items()
        },
    }


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when nothing is broken, 503 otherwise; the body names each probe."""
    global _last
    with _lock:
        if _last is None or time.monotonic() - _last[0] > KEPT:
            _last = (time.monotonic(), report())
        found = _last[1]
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.status_code = 200 if found["ok"] else 503
    return response
