"""The people of an enterprise by post, and what each may do: one table.

The posts are those of the foot of the ministry's forms, under the same keys as in the packs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Post(StrEnum):
    """Whom the foot of a form names."""

    PREPARER = "preparer"
    STATISTICS_HEAD = "statistics_head"
    UNIT_HEAD = "unit_head"


class Submitters(StrEnum):
    """Who may 确定上报 for an enterprise, as it has chosen itself."""

    ANYBODY = "anybody"
    HEADS = "heads"
    UNIT_HEAD = "unit_head"


@dataclass(frozen=True)
class Acts:
    """``manages``: invites people, binds them to forms, ends their access. ``submits``: under which
    choices of the enterprise the post may 确定上报 and 撤回.
    """

    label: str
    manages: bool
    submits: frozenset[Submitters]


POSTS: Mapping[Post, Acts] = {
    Post.PREPARER: Acts("填表人", False, frozenset({Submitters.ANYBODY})),
    Post.STATISTICS_HEAD: Acts(
        "统计负责人", True, frozenset({Submitters.ANYBODY, Submitters.HEADS})
    ),
    Post.UNIT_HEAD: Acts("单位负责人", True, frozenset(Submitters)),
}
SUBMITTERS: Mapping[Submitters, str] = {
    Submitters.ANYBODY: "所有填报人员",
    Submitters.HEADS: "统计负责人和单位负责人",
    Submitters.UNIT_HEAD: "单位负责人",
}
POST_CHOICES = tuple((post.value, acts.label) for post, acts in POSTS.items())
MANAGING = tuple(post.value for post, acts in POSTS.items() if acts.manages)
