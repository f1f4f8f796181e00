"""What an enterprise types when it registers; tests change single answers."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ruantong.accounts.models import OutboxMessage
from ruantong.accounts.phones import proof_of
from ruantong.core.identifiers import make_uscc

USCC = make_uscc("91500105MA5U9001")
_BODY = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
PDF = _BODY + b"xref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(_BODY)


def prove_phone(client: Client, phone: str) -> None:
    """The applicant types the code that went to his phone."""
    client.post("/register/phone/", {"phone": phone})
    code = re.search(r"\d{6}", OutboxMessage.objects.filter(phone=phone)[0].text)
    assert code
    client.post("/register/phone/confirm/", {"code": code[0]})


def answers(**changes: Any) -> dict[str, Any]:
    """A complete, acceptable application of who holds ``phone``; ``licence=None`` leaves the file out."""
    given: dict[str, Any] = {
        "uscc": USCC,
        "unit_name": "江北测试软件有限公司",
        "district": "500105",
        "division_code": "500105",
        "address": "江北区测试路8号",
        "industry_code": "6513",
        "scope": "software",
        "licence": SimpleUploadedFile("licence.pdf", PDF),
        "contact_name": "何填报",
        "phone": "13900000001",
        "email": "he@example.com",
        "username": "he",
        "password": "yangguang-dadao-88",
        "again": "yangguang-dadao-88",
    }
    given |= changes
    given["proof"] = proof_of(given.pop("phone"))
    return {name: value for name, value in given.items() if value is not None}
