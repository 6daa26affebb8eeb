"""Which environment a resource belongs to: by the spec, then its tags, then its names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from holdfast.model.environments import UNASSIGNED, WHOLE_PRODUCT, canonical, environment_of, named_in
from holdfast.model.product import Product
from holdfast.model.regex import regex

_TAGS = ("environment", "env", "stage")
"""Words by which a tag's key names an environment, the strongest first."""
_OWNERS = (
    "aws:cloudformation:stack-name",
    "aws:autoscaling:groupname",
    "elasticbeanstalk:environment-name",
    "aws:rds:primarydbinstancearn",
    "aws:rds:primarydbclusterarn",
)
"""Tags of AWS's own whose value names what made the resource, or what it belongs to; in lower case."""
_NOT_THE_TEAMS = ("aws:", "elasticbeanstalk:")
"""How the keys of AWS's own tags begin; their last word says something else."""
_PRODUCT = "holdfast:product"
"""The tag by which what Holdfast has built names its product."""
_WORDS = regex(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Environments:
    """Tells environments apart.

    Args:
        claimed: environments by the names that the spec gives them, in lower case: buckets, secrets, domains.
        known: the spec's environments, in its order.
        product: its name, where the spec gives one.
    """

    claimed: Mapping[str, frozenset[str]]
    known: tuple[str, ...] = ()
    product: str = ""

    @classmethod
    def of(cls, product: Product) -> "Environments":
        """Those of a spec."""
        claimed: dict[str, set[str]] = {}
        name = product.name if "name" in product.named else ""
        for known, environment in product.environments.items():
            hosts = [origin.partition("//")[2].partition(":")[0] for origin in environment.origins]
            buckets = [bucket.name for bucket in environment.buckets]
            for word in (*buckets, *environment.secrets, *environment.parameters, *environment.domains, *hosts):
                claimed.setdefault(word.lower(), set()).add(known)
        return cls({word: frozenset(names) for word, names in claimed.items()}, tuple(product.environments), name)

    def of_resource(self, tags: Mapping[str, str], *names: str | None) -> str:
        """The environment of a resource with these tags and names; `UNASSIGNED` when nothing tells.

        What Holdfast has built says of which product it is: another's belongs to none of this one's environments, and
        what is of this one and of no environment, such as the alarm on the account's keys, serves all of them.
        """
        owner = tags.get(_PRODUCT, "") if self.product else ""
        if owner not in ("", self.product):
            return UNASSIGNED
        told = self._told(tags, tuple(name for name in names if name))
        return told or (WHOLE_PRODUCT if owner else UNASSIGNED)

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
        told = _by_tag(tags)
        if told:
            return told if told in self.known else environment_of(told) or told
        lower = {key.lower(): value for key, value in tags.items()}
        owners = [lower[key] for key in _OWNERS if key in lower]
        return next(
            (found for name in (*names, lower.get("name", ""), *owners) if (found := environment_of(name))), None
        )


def _by_tag(tags: Mapping[str, str]) -> str | None:
    """The environment that a tag names, whoever made it: `Environment`, `acme:env`, `holdfast:environment`, `AppStage`.

    A key that is nothing but the word comes before one in which the word is the last.
    """
    keys = {key: _words_of(key) for key, value in tags.items() if value.strip()}
    ranked = [(len(words) > 1, _TAGS.index(words[-1]), key) for key, words in keys.items() if words]
    return canonical(tags[min(ranked)[2]]) if ranked else None


@lru_cache(maxsize=1000)
def _words_of(key: str) -> tuple[str, ...]:
    """The words of a key that names an environment, but for a last `name`; none of another key."""
    if key.lower().startswith(_NOT_THE_TEAMS):
        return ()
    words = tuple(word.lower() for word in _WORDS.split(key) if word)
    words = words[:-1] if words[-1:] == ("name",) else words
    return words if words and words[-1] in _TAGS else ()
