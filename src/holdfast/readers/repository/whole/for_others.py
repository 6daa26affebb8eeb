"""Files for whoever runs the product on machines of their own: beside what the team runs, they tell nothing of that."""

from collections.abc import Iterable
from functools import cache

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ExposedSecret, Fact, Instance, LoadBalancer, Platform, Workload
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree

_WORDS = r"(?:self|自己)[-_ ]?host(?:ed|ing|ers?)?|on[-_ ]?prem(?:ises?)?|selbst[-_ ]?hosten"
_PLACE = regex(rf"(?i)(?:^|[/_.-])(?:{_WORDS})(?=[/_.-])(?!.*runner)")
_TITLE = regex(
    r"(?i)\A(?:---\n(?:[^\n]{0,200}\n){0,20}?---\n)?\s{0,9}(?:#{1,2}[ \t]+|= )"
    rf"[^\n]{{0,80}}?\b(?:{_WORDS})\b(?![^\n]{{0,40}}runner)"
)
_PIPELINE = regex(r"(?:^|/)\.(?:github|gitea|forgejo|woodpecker|circleci)/|(?:^|/)\.gitlab-ci")
_ON_OWN_RUNNER = regex(r"\b(?:runs-on|tags|labels)[ \t]*:[^#]{0,80}?\bself-hosted\b")
_GUIDE = (".md", ".mdx", ".markdown", ".adoc", ".rst", ".txt")


def of_the_team(facts: Iterable[Fact], tree: Tree) -> list[Fact]:
    """The facts without those of such files, where others show what the team itself runs; secrets are given away."""
    told = list(facts)

    def text_of(path: str) -> str:
        text = tree.open_text(path) if path in tree.known else ""
        return text if isinstance(text, str) else ""

    @cache
    def for_others(path: str) -> bool:
        if _PLACE.search(path):
            # A pipeline may be called after the machine of the team's own on which it runs.
            return not (_PIPELINE.search(path) and _ON_OWN_RUNNER.search(text_of(path)))
        return path.endswith(_GUIDE) and _TITLE.match(text_of(path)[:6_000]) is not None

    if not any(_is_run(fact) and not for_others(fact.at.path) for fact in told):
        return told
    return [fact for fact in told if isinstance(fact, ExposedSecret) or not for_others(fact.at.path)]


def _is_run(fact: Fact) -> bool:
    """Something of the team's own that stands at a provider; a chart may be anybody's."""
    if fact.kind is EvidenceKind.CLAIMED:
        return False
    at_provider = isinstance(fact, Workload) and fact.platform is not Platform.KUBERNETES
    return at_provider or isinstance(fact, Instance | LoadBalancer)
