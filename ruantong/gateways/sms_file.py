"""Texts to phones as lines of a file, for trying a deployment out before there is a provider."""

from __future__ import annotations

import json
import os

from django.conf import settings

from ruantong.gateways import clock
from ruantong.gateways.sms import SmsUnavailable, Text


class FileSms:
    """Appends each text to ``SMS_FILE``, readable by the account the platform runs under alone."""

    available = True
    kept = False

    def send(self, text: Text) -> str:
        line = json.dumps(
            {
                "at": clock.now().isoformat(),
                "phone": text.phone,
                "text": text.words,
                "key": text.key,
            },
            ensure_ascii=False,
        )
        try:
            opened = os.open(settings.SMS_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(opened, "a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise SmsUnavailable("短信文件无法写入") from error
        return ""
