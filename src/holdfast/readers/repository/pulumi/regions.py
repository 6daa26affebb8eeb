"""In which region a program for Pulumi or CDKTF makes each resource: that of its provider, or of the whole stack."""

from collections.abc import Iterator, Mapping

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Region
from holdfast.readers.repository.cdk.evaluate import Context
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.pulumi.stacks import REGION
from holdfast.readers.repository.text.nodes import Node

_NAMED = ("provider", "providers", "parent")
"""What is made with one of these is not made by the provider of the whole stack, or may not be."""


class Regions:
    """The regions of one run of a program: of each provider by its address, and of what names none."""

    def __init__(self, settings: Mapping[str, Node]) -> None:
        self._home = [settings[REGION]] if REGION in settings else []
        self._own: dict[str, Node] = {}

    def take(self, address: str, entries: Mapping[str, Node], *, everybodys: bool) -> None:
        """A provider is made; `everybodys` is one that resources need not name."""
        region = entries.get("region")
        if region is not None:
            self._own[address] = region
            self._home += [region] if everybodys and "alias" not in entries else []

    def home(self) -> Node | None:
        """Where everything is made that names no provider; None where the stacks of a program differ."""
        told = {node.text() for node in self._home}
        return self._home[0] if len(told) == 1 and None not in told else None

    def of_call(self, call: Expr, context: Context, entries: Mapping[str, Node]) -> Node | None:
        """Where a call makes its resource; None where nobody here can tell."""
        return self.of(entries, *_options(call, context))

    def of(self, *told: Mapping[str, Node]) -> Node | None:
        """Where something is made that is told with these options."""
        for options in told:
            named = [options[name] for name in _NAMED if name in options]
            if named:
                return self._own.get(named[0].reference() or "")
        return self.home()

    def facts(self) -> Iterator[Region]:
        """The home region of a stack, where its own file sets it."""
        node = self.home()
        file = node.home if node is not None else None
        if node is not None and file is not None:
            yield Region(
                kind=EvidenceKind.DECLARED,
                at=file.at(node.key_line),
                environment=file.environment,
                old=file.old,
                name=node.text() or "",
            )


def _options(call: Expr, context: Context) -> Iterator[Mapping[str, Node]]:
    """The options of a resource: behind its arguments, or as `opts`."""
    given = [*call.parts[2:3], *(value for name, _, value in call.entries if name == "opts")]
    yield from (context.evaluate(expr).entries() for expr in given)
