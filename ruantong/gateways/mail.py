"""E-mails: through Django's backend, or kept where they are made in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_FOR_GOOD = 500  # answers from here on mean no, now and later


class MailRefused(Exception):
    """The server does not take this e-mail; the message is Chinese."""


class MailNotSent(Exception):
    """The server was not reached, or asks to come again: certainly not sent."""


class MailUnknown(Exception):
    """The connection broke off: the e-mail may have been taken, or not."""


@dataclass(frozen=True)
class Mail:
    """One e-mail to one person. ``key`` makes its Message-ID."""

    key: str
    address: str
    title: str
    text: str


def available() -> bool:
    """True when e-mails can be sent, or are kept."""
    return kept() or bool(settings.EMAIL_FROM)


def kept() -> bool:
    """True in the demo: nothing goes out."""
    return bool(settings.EMAIL_KEPT)


def send(mail: Mail) -> None:
    """Hand one e-mail over, or raise one of the above."""
    if kept():
        return
    if not available():
        raise MailRefused("邮件服务尚未配置")
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except (OSError, SMTPException):
        raise MailNotSent("无法连接邮件服务器") from None
    try:
        _made(mail, connection).send()
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        raise _refusal(max(codes, default=_FOR_GOOD)) from None
    except SMTPResponseException as refusal:
        raise _refusal(refusal.smtp_code) from None
    except (OSError, SMTPException):
        raise MailUnknown("与邮件服务器的连接中断，是否送出不明") from None
    finally:
        connection.close()


def _made(mail: Mail, connection: BaseEmailBackend) -> EmailMessage:
    host = settings.EMAIL_FROM.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        mail.title,
        mail.text,
        settings.EMAIL_FROM,
        [mail.address],
        headers={"Message-ID": f"<{mail.key}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _refusal(code: int) -> MailRefused | MailNotSent:
    if code >= _FOR_GOOD:
        return MailRefused(f"邮件服务器拒收（{code}）")
    return MailNotSent(f"邮件服务器暂不受理（{code}）")
