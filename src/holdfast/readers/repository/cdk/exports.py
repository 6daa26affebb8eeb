"""What the files of a CDK program know of one another."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.parts import Part
from holdfast.readers.repository.cdk.supposed import Setting, settings_in
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.text.nodes import Node


class Exports(dict[str, Expr]):
    """What files export to one another, by name.

    `settings`: what the program is run with, by name; `homes`: the text in which each expression stands, by identity;
    `offered`: functions that other files may call, by name; `wholes`: the use of each file's own code, by path;
    `classes`: all of the program, by name; `imported`: the functions that each file imports, by its path and their
    names there; `apart`: what environments beside production are called that no other program calls so.
    """

    settings: Mapping[str, Node] = MappingProxyType({})
    homes: Mapping[int, Snippet] = MappingProxyType({})
    offered: Mapping[str, Part] = MappingProxyType({})
    wholes: Mapping[str, Any] = MappingProxyType({})
    classes: Mapping[str, Part] = MappingProxyType({})
    imported: Mapping[str, Mapping[str, Part]] = MappingProxyType({})
    apart: frozenset[str] = frozenset()

    @cached_property
    def kept(self) -> tuple[Setting, ...]:
        """What the tables of all files say."""
        parts = [whole.part for whole in self.wholes.values()]
        return settings_in((name, expr, part.file.snippet) for part in parts for name, expr in part.names.items())

    def wholes_of(self, expr: Expr) -> tuple[Any, ...]:
        """The use of the file that keeps an expression under a name; none where no file does."""
        home = self.homes.get(id(expr))
        return (self.wholes[home.path],) if home is not None and home.path in self.wholes else ()
