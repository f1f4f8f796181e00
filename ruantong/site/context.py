"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ruantong.gateways import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """Platform name and the clock shown in the head of each page."""
    return {
        "platform_name": "软件和信息技术服务业运行监测平台",
        "clock_now": clock.now(),
        "clock_is_demo": clock.is_demo(),
    }
