"""操作手册: open to everybody, the reader's own chapter first, and its words are those of the screens."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ruantong.core.lifecycle import Role
from ruantong.site.manual import CHAPTERS, OWN
from tests import people
from tests.house.tree import ROOT, sources

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", CHAPTERS)
def test_a_visitor_reads_every_chapter(client: Client, slug: str) -> None:
    page = client.get(f"/manual/{slug}/").content.decode()
    assert f"操作手册：{CHAPTERS[slug]}" in page
    assert page.count("<li>") + page.count("<p>") > 8


@pytest.mark.parametrize("role", Role)
def test_the_head_leads_to_the_own_chapter(role: Role) -> None:
    client = people.signed_in(people.EVERYONE[role]())
    assert 'href="/manual/"' in client.get("/account/").content.decode()
    assert client.get("/manual/").headers["Location"] == f"/manual/{OWN[role]}/"


def test_an_unknown_chapter_is_not_there(client: Client) -> None:
    assert client.get("/manual/nothing/").status_code == 404


def test_every_quoted_button_is_on_a_screen() -> None:
    """A manual that names a button which is gone misleads."""
    chapters = sources(".html", under="ruantong/site/templates/site/manual")
    screens = "".join(
        path.read_text(encoding="utf-8")
        for path in sources(".html", ".py", ".js", under="ruantong")
        if path not in chapters
    )
    quoted = {
        word
        for path in chapters
        for word in re.findall(r"“([^”]+)”", path.read_text(encoding="utf-8"))
    }
    assert (ROOT / "ruantong/site/templates/site/manual").is_dir()
    missing = {word for word in quoted if re.sub(r"（.*）", "", word) not in screens}
    assert missing <= {"？"}
