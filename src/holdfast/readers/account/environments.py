"""Which environment a resource belongs to: by the spec, then its tags, then its names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from holdfast.model.environments import UNASSIGNED, canonical, environment_of, named_in
from holdfast.model.product import Product

_TAGS = ("environment", "env", "stage")
"""Tags that name an environment, in lower case, the strongest first."""
_STACK_TAGS = ("aws:cloudformation:stack-name", "aws:autoscaling:groupname", "elasticbeanstalk:environment-name")
"""Tags of AWS's own whose value is the name of what made the resource."""


@dataclass(frozen=True, slots=True)
class Environments:
    """Tells environments apart.

    Args:
        claimed: environments by the names that the spec gives them, in lower case: buckets, secrets, domains.
        known: the spec's environments, in its order.
    """

    claimed: Mapping[str, frozenset[str]]
    known: tuple[str, ...] = ()

    @classmethod
    def of(cls, product: Product) -> "Environments":
        """Those of a spec."""
        claimed: dict[str, set[str]] = {}
        for name, environment in product.environments.items():
            hosts = [origin.partition("//")[2].partition(":")[0] for origin in environment.origins]
            buckets = [bucket.name for bucket in environment.buckets]
            for word in (*buckets, *environment.secrets, *environment.parameters, *environment.domains, *hosts):
                claimed.setdefault(word.lower(), set()).add(name)
        return cls({word: frozenset(names) for word, names in claimed.items()}, tuple(product.environments))

    def of_resource(self, tags: Mapping[str, str], *names: str | None) -> str:
        """The environment of a resource with these tags and names; `UNASSIGNED` when nothing tells."""
        return self._told(tags, tuple(name for name in names if name)) or UNASSIGNED

    def sharing(self, *names: str | None) -> tuple[str, ...]:
        """The spec's environments to which these names belong, or of which they speak; each once, in its order.

        For what no single environment has alone. Empty where the spec tells fewer than two: then nothing is shared.
        """
        if len(self.known) < 2:
            return ()
        told = {environment for name in names if name for environment in self._meant_by(name)}
        return tuple(environment for environment in self.known if environment in told)

    def _meant_by(self, name: str) -> Iterable[str]:
        return self.claimed.get(name.lower()) or named_in(name)

    def _told(self, tags: Mapping[str, str], names: tuple[str, ...]) -> str | None:
        for name in names:
            claimed = self.claimed.get(name.lower(), frozenset())
            if len(claimed) == 1:
                return next(iter(claimed))
        lower = {key.lower(): value for key, value in tags.items()}
        for key in _TAGS:
            if lower.get(key):
                return canonical(lower[key])
        made_by = [lower[key] for key in _STACK_TAGS if key in lower]
        return next(
            (found for name in (*names, lower.get("name", ""), *made_by) if (found := environment_of(name))), None
        )
