"""What an enterprise types when it registers; tests change single answers."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.core.identifiers import make_uscc

USCC = make_uscc("91500105MA5U9001")
_BODY = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
PDF = _BODY + b"xref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(_BODY)


def answers(**changes: Any) -> dict[str, Any]:
    """A complete, acceptable application; ``licence=None`` leaves the file out."""
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
    return {name: value for name, value in given.items() if value is not None}
