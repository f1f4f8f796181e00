"""What a browser says of itself, in two words that its owner recognises; nothing more is kept."""

from __future__ import annotations

#: First match wins: browsers claim to be several others.
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("UOS", "统信UOS"),
    ("Kylin", "麒麟"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ浏览器"),
    ("Qaxbrowser", "奇安信浏览器"),
    ("360SE", "360浏览器"),
    ("360EE", "360浏览器"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_of(agent: str) -> str:
    """“Windows Chrome”; “未知设备” for what says nothing known."""
    found = [
        next((word for mark, word in marks if mark in agent), "") for marks in (_SYSTEMS, _BROWSERS)
    ]
    return " ".join(filter(None, found)) or "未知设备"
