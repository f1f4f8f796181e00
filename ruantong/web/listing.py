"""Lists of the desks: filter, search, sort and page a queryset from the address of the page.

Every GET parameter is checked. What cannot be understood is ignored and named in ``notices``:
a mistyped address gives a usable page, never an error and never a silently wrong selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from ruantong.core.characters import is_text
from ruantong.core.text import one_line
from ruantong.core.values import shown
from ruantong.web.document import Document
from ruantong.web.folding import matching

Row = TypeVar("Row", bound=Model)

EXPORTS = ("xlsx", "csv")
_MAX_TEXT = 100
_YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Filter:
    """One GET parameter and the lookup it stands for.

    ``kind`` "choice": one of ``choices`` (value, label), "True" and "False" for yes and no;
    "text": free text; "day": an ISO date for a moment, ``__lte`` until the end of that day. With a
    ``default`` the filter is always in force and offers no "全部".
    """

    name: str
    label: str
    lookup: str
    choices: Sequence[tuple[str, str]] = ()
    kind: str = "choice"
    default: str = ""


@dataclass(frozen=True)
class BoundFilter:
    """A filter with the value now in force ("" when none)."""

    filter: Filter
    value: str

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.value) for value, label in self.filter.choices]

    @property
    def narrows(self) -> bool:
        """True when the value is not the one in force anyway."""
        return self.value != self.filter.default

    @property
    def words(self) -> str:
        """“报送区县：万州区”."""
        return f"{self.filter.label}：{dict(self.filter.choices).get(self.value, self.value)}"


class Listing(Generic[Row]):
    """The rows of one page, and everything a template needs to draw the list around them.

    ``sorts`` maps the names allowed in ``?sort=`` to model fields; ``search`` are the lookups
    that ``?q=`` looks into, or conditions made from its text; ``keep`` are parameters of the page itself that every link carries
    along (a chosen period, a tab). ``rows`` and ``page`` are the current page, ``export_rows`` all
    rows. ``first_rows`` gives what the queryset begins with where nothing was asked, one row more
    than a page has: a list that many open every day has a query composed once for it, and a
    ``queryset`` that is only made when something is asked.
    """

    _first_rows: Callable[[], Sequence[Row]] | None = None

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Row] | Callable[[], QuerySet[Row]],
        *,
        filters: Iterable[Filter] = (),
        sorts: Mapping[str, str | Sequence[str]],
        search: Sequence[str | Callable[[str], Q]] = (),
        default_sort: str,
        page_size: int = 50,
        keep: Mapping[str, str] | None = None,
        first_rows: Callable[[], Sequence[Row]] | None = None,
    ) -> None:
        self.request = request
        self.notices: list[str] = []
        self.searchable = bool(search)
        self._sorts = sorts
        self.kept_aside = dict(keep or {})
        self._kept: dict[str, str] = dict(self.kept_aside)
        self.filters = [self._bind(each) for each in filters]
        self.search_text = self._read_search() if search else ""
        self.sort = self._read_sort(default_sort)
        self._given, self._search = queryset, search
        self._page_size = page_size
        if not self._asks_for(default_sort):
            self._first_rows = first_rows

    def _asks_for(self, default_sort: str) -> bool:
        """True when the address makes it another list than the one everybody sees first."""
        return self.filtered or self.sort != default_sort

    @cached_property
    def queryset(self) -> QuerySet[Row]:
        """The selection in its order."""
        found = self._given() if callable(self._given) else self._given
        for bound in self.filters:
            if bound.value:
                found = found.filter(self._condition(bound))
        if self.search_text:
            found = matching(found, self._search, self.search_text)
        return found.order_by(*self._order_fields())

    # ---- reading the address -------------------------------------------------------------------

    def _read(self, name: str) -> str:
        typed = self.request.GET.get(name, "")
        text = "".join(filter(is_text, one_line(typed)))
        if len(text) > _MAX_TEXT:
            self.notices.append(f"查询内容过长，只取前{_MAX_TEXT}个字符。")
            text = text[:_MAX_TEXT]
        return text

    def _bind(self, each: Filter) -> BoundFilter:
        value = self._read(each.name)
        if not value:
            return BoundFilter(each, each.default)
        known = True
        if each.kind == "choice":
            known = value in {choice for choice, _ in each.choices}
        elif each.kind == "day":
            known = _day(value) is not None
        if not known:
            expected = "日期（如2024-06-10）" if each.kind == "day" else "列表中的选项"
            self.notices.append(
                f"筛选条件“{each.label}”的值“{shown(value)}”应为{expected}，已忽略。"
            )
            return BoundFilter(each, each.default)
        self._kept[each.name] = value
        return BoundFilter(each, value)

    @staticmethod
    def _condition(bound: BoundFilter) -> Q:
        lookup, value = bound.filter.lookup, bound.value
        if bound.filter.kind != "day":
            return Q(**{lookup: value == "True" if lookup.endswith("__isnull") else value})
        day = date.fromisoformat(value)
        if lookup.endswith("__lte"):
            return Q(**{lookup.removesuffix("__lte") + "__date__lt": day + timedelta(days=1)})
        return Q(**{lookup.removesuffix("__gte") + "__date__gte": day})

    def _read_search(self) -> str:
        text = self._read("q")
        if text:
            self._kept["q"] = text
        return text

    def _read_sort(self, default: str) -> str:
        wanted = self._read("sort")
        if not wanted:
            return default
        if wanted.removeprefix("-") not in self._sorts:
            self.notices.append(f"不能按“{shown(wanted)}”排序，已按默认次序排列。")
            return default
        self._kept["sort"] = wanted
        return wanted

    def _order_fields(self) -> list[str]:
        descending = self.sort.startswith("-")
        fields = self._sorts[self.sort.removeprefix("-")]
        names = [fields] if isinstance(fields, str) else list(fields)
        # the key last: equal rows keep one order over all pages
        return [("-" if descending else "") + name for name in names] + ["pk"]

    # ---- for views and templates ---------------------------------------------------------------

    @cached_property
    def page(self) -> Page[Row]:
        typed = self._read("page") or "1"
        if typed == "1" and (only := self._only_page()):
            return only
        paginator: Paginator[Row] = Paginator(self.queryset, self._page_size)
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
        if not 1 <= number <= paginator.num_pages:
            self.notices.append(
                f"没有第“{shown(typed)}”页（共{paginator.num_pages}页），已显示第1页。"
            )
            number = 1
        return paginator.page(number)

    @cached_property
    def rows(self) -> list[Row]:
        return list(self.page.object_list)

    def _only_page(self) -> Page[Row] | None:
        """The first page where it is the only one: its rows are their own count."""
        first = self._first_rows
        rows = list(first()) if first else list(self.queryset[: self._page_size + 1])
        if len(rows) > self._page_size:
            return None
        return Paginator(rows, self._page_size).page(1)

    @property
    def total(self) -> int:
        return int(self.page.paginator.count)

    @property
    def filtered(self) -> bool:
        """True when a filter or a search narrows the list."""
        return bool(self.search_text) or any(bound.narrows for bound in self.filters)

    @property
    def export(self) -> str:
        """ "xlsx" or "csv" when the whole list is wanted as a file, else ""."""
        wanted = self.request.GET.get("export", "")
        return wanted if wanted in EXPORTS else ""

    @property
    def export_rows(self) -> Iterator[Row]:
        """All rows of the selection in its order, in chunks."""
        return self.queryset.iterator(chunk_size=1000)

    def document(self, title: str, counted: str, *, period: str = "") -> Document:
        """The selection as a document; a filter by the ``period`` that it names is not repeated."""
        named = "period" if period else ""
        view = [each.words for each in self.filters if each.narrows and each.filter.name != named]
        if self.search_text:
            view.append(f"查找：{self.search_text}")
        return Document(title, self.total, counted, period=period, view=view)

    def querystring(self, **changes: object) -> str:
        """The address part of this selection with ``changes`` (None removes; page starts anew)."""
        parameters: dict[str, Any] = {**self._kept, **changes}
        query = self.request.GET.copy()
        query.clear()
        for name, value in parameters.items():
            if value not in (None, ""):
                query[name] = str(value)
        return "?" + query.urlencode() if query else "?"

    @property
    def cleared(self) -> str:
        """The address part without filters, search and sorting."""
        return "?" + urlencode(self.kept_aside)

    def sort_state(self, name: str) -> str:
        """ "ascending", "descending" or "none", as ``aria-sort`` wants it."""
        if self.sort.removeprefix("-") != name:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"


def _day(text: str) -> date | None:
    """A day of the years that a moment in any time zone can still be compared with."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
