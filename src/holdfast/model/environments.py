"""The words by which files, branches and resources name an environment, in the languages teams write in."""

import re
from functools import lru_cache

from holdfast.model.regex import regex

PRODUCTION = "production"
STAGING = "staging"
DEVELOPMENT = "development"
TEST = "test"

UNASSIGNED = "(unassigned)"
"""The environment of a resource in an account that belongs to none: listed once, judged for no environment."""

WHOLE_PRODUCT = "(whole product)"
"""The environment of a resource that serves the whole product, such as the trail of an account; it speaks for each."""

SERVING = (PRODUCTION, STAGING)
"""Environments that serve somebody; others are judged where nothing else is evidenced, and development beside a
production without staging, where a machine releases to it."""

_WORDS = {
    PRODUCTION: (
        *("production", "prod", "prd", "live", "운영", "프로덕션", "本番", "プロダクション", "生产", "正式环境"),
        *("produktion", "produccion", "producción", "producao", "produção", "produzione", "productie"),
    ),
    STAGING: (
        *("staging", "stage", "stg", "스테이징", "ステージング", "预发布"),
        *("preprod", "preproduction", "pre-prod", "pre-production", "préprod", "préproduction", "pré-production"),
        *("nonprod", "nonproduction", "non-prod", "non-production", "pré-prod", "recette", "abnahme", "vorproduktion"),
        *("preproduccion", "preproducción", "homologacao", "homologação", "homolog", "collaudo", "acceptatie"),
    ),
    DEVELOPMENT: (
        *("development", "develop", "dev", "개발", "開発", "开发"),
        *("entwicklung", "desarrollo", "desenvolvimento", "sviluppo", "développement", "developpement"),
    ),
    TEST: ("test", "testing", "qa", "테스트", "テスト", "测试"),
}
_NAME_OF = {word: name for name, words in _WORDS.items() for word in words}
_LETTER = "A-Za-z0-9À-ɏ"
_SPACED = regex(f"(?i)[{_LETTER}-]{{1,40}}")
_SPELLED = "|".join(sorted((w for w in _NAME_OF if _SPACED.fullmatch(w)), key=len, reverse=True))
_OTHER = "|".join(sorted((w for w in _NAME_OF if not _SPACED.fullmatch(w)), key=len, reverse=True))
# A word counts when it stands alone between separators: `app-prod.yml`, `PROD_HOST`, `envs/stg/`, never `product`.
_TOKEN = regex(rf"(?<![{_LETTER}])(?:{_SPELLED})(?![{_LETTER}])|(?:{_OTHER})", re.IGNORECASE)
_LIVE = regex(r"(?:^|/)live/")
_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_WHICHEVER = regex(
    r"(?i)\$stage\b|%stage%|[<{]\s?(?:[\w.]{1,40}\.)?stage\s?[>}]|(?<![\w-])--stage(?![\w-])|(?<![\w-])stage\s?=(?!=)"
)
"""The word by which many call an environment, whichever it is, where its name is put in or follows."""


def named_in(text: str) -> tuple[str, ...]:
    """The environments that `text` (a path, a branch, a resource's name, a heading) names, in order, once each."""
    text = _OF_ADDRESS.sub(r"\1", text) if "://" in text else text
    split = _CAMEL.sub("-", _WHICHEVER.sub(" ", text)).replace("_", "-")
    return tuple(dict.fromkeys(_NAME_OF[m[0].lower()] for m in _TOKEN.finditer(split)))


def environment_of_host(host: str) -> str | None:
    """The environment that a host's name tells: `dev.shop.example`, but not `shop.dev`, whose end anybody may buy."""
    return environment_of(_BOUGHT.sub("", host))


_BOUGHT = regex(r"(?i)\.(?:dev|live)(?=(?::\d{1,5})?$)")
_OF_ADDRESS = regex(r"(?i)(?<=://)([\w.-]{1,200})\.(?:dev|live)(?![\w.-])")
"""The ends of names that are words for environments by chance."""


@lru_cache(maxsize=64)  # several readers in a row ask it of the same path
def environment_of(text: str) -> str | None:
    """The one environment that `text` names; None when it names none, or several.

    A folder `live` above those of environments holds all that runs, as Terragrunt's users call it.
    """
    names = named_in(text)
    if len(names) > 1:
        names = named_in(_LIVE.sub("/", text))
    return names[0] if len(names) == 1 else None


_TOOL = regex(
    r"(?i)api|app|approval|aws|azure|back(?:end)?|beanstalk|build|c[di]|cdk|cicd|cloudfront|code(?:deploy)?|default"
    r"|deploy(?:ments?)?|docker(?:hub)?|eb|ec[2rs]|eks|elastic|env|environment|fargate|front(?:end)?|gcp|ghcr|git(?:hub)?|hub"
    r"|lambda|lightsail|main|maven|master|npm|pages|pypi|registry|releases?|s3|secrets?|server|ssh|terraform|vercel|web"
)
"""What people call an environment of their pipeline after that only keeps the secrets of one step."""
_PARTS = regex(r"[^A-Za-z0-9]+")


def stage_of(name: str) -> str | None:
    """The environment that a pipeline's own word for one names; None where that is called after a tool or a part."""
    words = [word for word in _PARTS.split(_CAMEL.sub("-", name)) if word]
    found = environment_of(name)
    return found if found or (words and all(map(_TOOL.fullmatch, words))) else canonical(name)


_PASSING = regex(
    r"(?i)(?:.*[^a-z])?(?:previews?|reviews?|ephemeral|feature|prs?|pull[^a-z]?requests?|e2e|local(?:host)?)(?:[^a-z].*)?"
)


def lasts(name: str | None) -> bool:
    """It is more than what stands while a change is looked at, or on somebody's own machine."""
    return name is None or not _PASSING.fullmatch(name)


def canonical(name: str) -> str:
    """The standard word for an environment's name (`prd` is `production`); an unknown name stays as it is."""
    return _NAME_OF.get(name.strip().lower(), name.strip().lower())
