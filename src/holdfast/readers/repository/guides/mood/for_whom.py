"""For which environment a guide says something: its sentences, clauses and columns, each for its own."""

import re
from collections.abc import Iterator
from functools import lru_cache

from holdfast.model.environments import PRODUCTION, STAGING, environment_of, named_in
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.wording.apart import sentences


def by_environment(said: Statement) -> Iterator[tuple[Statement, str | None]]:
    """A statement about several environments, taken apart: columns of a row, or clauses of a line."""
    if said.form is Form.ROW:
        named = {index: name for index, column in enumerate(said.columns) if (name := environment_said(column))}
        parts = {
            name: (said.cells[0], said.cells[index]) for index, name in named.items() if 0 < index < len(said.cells)
        }
        if len(parts) > 1:
            for name, cells in parts.items():
                yield replace(said, text=": ".join(cells), cells=cells, columns=("", name)), name
            return
    elif said.form is not Form.HEADING and len(said.text) <= _LONGEST_SENTENCES and len(named_in(said.text)) > 1:
        told = _by_sentence(said.text)
        if len(told) > 1:
            yield from ((replace(said, text=text), name) for name, text in told.items())
            return
    if said.form not in (Form.ROW, Form.HEADING) and _has_clauses(said.text):
        clauses = {name: clause for clause in _CLAUSE.split(said.text) if (name := environment_said(clause))}
        if len(clauses) > 1:
            yield from ((replace(said, text=_with_key(said, clause)), name) for name, clause in clauses.items())
            return
    yield said, None


def _has_clauses(text: str) -> bool:
    return len(text) <= _LONGEST_CLAUSES and len(named_in(text)) > 1


def _by_sentence(text: str) -> dict[str | None, str]:
    """What a paragraph says of each; a sentence that names none goes on about the one before it."""
    about: str | None = None
    told: dict[str | None, list[str]] = {}
    for sentence in sentences(text):
        about = environment_said(sentence) or about
        told.setdefault(about, []).append(sentence.strip())
    return {name: " ".join(parts) for name, parts in told.items()}


def _with_key(said: Statement, clause: str) -> str:
    key = said.pairs[0][0] if said.pairs else ""
    return clause if not key or environment_said(key) or clause.startswith(key) else f"{key}: {clause.strip()}"


_LONGEST_CLAUSES = 300
_LONGEST_SENTENCES = 1_000
_CLAUSE = regex(r"\s?[,、;；]\s?|\s/\s|\s(?:및|and)\s")
_EVERYDAY = regex(
    r"NODE_ENV\s?[=:]\s?\w+|--(?:env[= ])?prod(?:uction)?\b|\.env\.production\b|"
    r"\bproduction[- ]?(?:ready|grade|level|quality|readiness|builds?|mode)\b"
    r"|(?:프로덕션|운영) ?(?:빌드|모드|체제)|本番ビルド|/health/live"
    # A step of something, or whichever of the environments.
    r"|\b(?:an?|any|each|every|per|single|one|another|first|second|next|last|final|early|late|build|multi|pipeline)[ -]"
    r"(?:given |single |new )?stage\b(?!\s(?:env|server|instance|ec2|db\b|bucket|cluster))|\bstage (?:\d|name)\b"
    # What an opening is meant for, which stays open to all the same.
    r"|(?:0\.0\.0\.0/0|::/0|anywhere)\W{0,6}[(（][^()（）\n]{1,20}[)）]"
    # What another one is compared with.
    r"|(?:개발|테스트|開発|検証|テスト) ?(?:환경|서버|環境|サーバー?)(?:과|와|との?|に)"
    r" ?(?:동일|같|맞[추춰]|다르|달리|整合|同じ|同様|同一|合わせ|揃え|異な|違)"
    r"|\b(?:same as|unlike|like|consistent with|match(?:es|ing)?) (?:in )?(?:the |our )?(?:dev(?:elopment)?|test|qa)\b"
    # What a step does, and no place: "Test:", "9. Test server".
    r"|^[^\w\n(\[]{0,8}(?:test(?:ing)?\s*[:：]?\s*$|(?:step )?\d{1,2}[.:)]\s{1,3}test(?:ing)?\b(?! env))",
    re.IGNORECASE | re.ASCII,
)
_SURE = regex(
    r"production|staging|prod|prd|stg|stage|프로덕션|스테이징|本番|ステージング|プロダクション",
    re.IGNORECASE | re.ASCII,
)
_WITH_NOUN = regex(
    r"\b(?:in|for|on) (?:dev|development|test|qa)\b|"
    r"(?:운영|개발|테스트|live|dev(?:elopment)?|test|qa|開発|検証|テスト)[\s:-]?"
    r"(?:환경|서버|계|용|db|인스턴스|environment|env\b|server|instance|環境|サーバ|用)",
    re.IGNORECASE | re.ASCII,
)
_ALONE = regex(
    r"(?:^[\s\d.()\[\]#:*-]*|[(\[]\s*)(?:운영|개발|테스트|live|dev|development|test|qa|開発|検証|"
    r"テスト)\s*(?:[:：)\]|]|$)",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=4096)  # every statement asks for the headings above it
def environment_said(text: str) -> str | None:
    """The one environment that a sentence or heading is plainly about.

    Words with another everyday meaning ("test the connection", "운영체제") only count beside a word for a place.
    """
    if len(text) > 200:
        return None
    text = _EVERYDAY.sub("", text)
    named = set(named_in(text))
    if not named:
        return None
    sure = {name for name in named if name in (PRODUCTION, STAGING)} if _SURE.search(text) else set()
    if _WITH_NOUN.search(text) or _ALONE.search(text):
        sure = named
    if len(sure) > 1 and not sure & {PRODUCTION, STAGING}:
        return min(sure)  # of the team's own environments, it is the same which
    return next(iter(sure)) if len(sure) == 1 else None


def environment_of_guide(path: str) -> str | None:
    """The environment that a whole guide is about, by its own name or by its folders'.

    `docs/development/` keeps the texts for those who develop; one of them that tells by its name how the product is
    put out is about no environment of theirs.
    """
    folder, _, name = path.rpartition("/")
    called = name.rpartition(".")[0].replace("_", " ")
    if _PUTS_OUT.search(called) and not _AT_HOME.search(called):
        folder = _FOR_DEVELOPERS.sub(r"\1/", folder)
    return environment_said(called) or environment_of(folder)


_FOR_DEVELOPERS = regex(
    r"(?i)((?:^|/)(?:docs?|documentation|wiki|guides?|manuals?|문서|ドキュメント))/"
    r"(?:develop(?:ment)?|dev|개발|開発)(?=/|$)"
)
_PUTS_OUT = regex(
    r"(?i)deploy|release|hosting|aws|ec2|ecs|lightsail|server|infra|배포|서버|인프라|デプロイ|サーバ|インフラ"
)
_AT_HOME = regex(r"(?i)local|로컬|ローカル|dev")
