"""Trees of frozen dataclasses: what stands below a node, and a node with other ones below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform

_Node = TypeVar("_Node", bound="Tree[Any]")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Tree(Generic[_Node]):
    """What the nodes of one language share; deriving makes a frozen dataclass.

    Nodes stand in fields, alone or in tuples. A node of another language is a value like any other.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _language: ClassVar[type[Tree[Any]]]

    def __init_subclass__(cls) -> None:
        if Tree in cls.__bases__:
            cls._language = cls
        dataclass(frozen=True)(cls)

    @property
    def fields(self) -> tuple[Any, ...]:
        """What the node holds, in the order of its definition."""
        return tuple(getattr(self, name) for name in self.__match_args__)

    @cached_property
    def below(self) -> tuple[_Node, ...]:
        """The nodes directly below, in the order they are written."""
        found: list[_Node] = []
        self.mapped(found.append)
        return tuple(found)

    @cached_property
    def everything(self) -> tuple[_Node, ...]:
        """The node itself and all below it, in written order, as often as they stand there."""
        return (self, *(node for child in self.below for node in child.everything))

    def mapped(self, each: Callable[[_Node], object]) -> list[Any]:
        """The fields, with what ``each`` makes of the nodes in them."""

        def made(value: Any) -> Any:
            if isinstance(value, self._language):
                return each(value)  # type: ignore[arg-type]
            return tuple(map(made, value)) if isinstance(value, tuple) else value

        return list(map(made, self.fields))
