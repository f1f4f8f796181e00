"""Links to the cells that findings and questions name. A tag and not a template: a page has dozens."""

from __future__ import annotations

from html import escape

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from ruantong.returns.judging.findings import CellLink
from ruantong.web.templatetags.addresses import address
from ruantong.web.templatetags.ui import amount

register = template.Library()


@register.simple_tag(takes_context=True)
def cell_link(context: Context, link: CellLink) -> SafeString:
    """To a cell of this page (``here``: the code of its form) or of another form of ``ret``."""
    here = context.get("here", "")
    on_page = link.form == here
    target = "" if on_page else address("returns:form", context["ret"].pk, link.form)
    if link.ref or on_page:
        target += f"#{escape(link.ref or 'content')}"
    goto = f' data-goto="{escape(link.ref)}"' if link.ref else ""
    name = link.short if on_page and link.ref else link.name
    html = f'<a href="{target}"{goto}>{escape(name)}</a>'
    return mark_safe(html)  # noqa: S308 - every value in it went through escape


@register.simple_tag(takes_context=True)
def cell_with_earlier(context: Context, link: CellLink) -> SafeString:
    """The same with the figures of earlier returns beside it."""
    earlier = "".join(
        f' <span class="finding__earlier">{escape(name)} {escape(amount(text))}</span>'
        for name, text in link.earlier
    )
    html = f'<span class="finding__cell">{cell_link(context, link)}\n{earlier}</span>\n'
    return mark_safe(html)  # noqa: S308 - every value in it went through escape
