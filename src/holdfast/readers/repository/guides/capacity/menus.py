"""Sizes of machines that a guide lists to choose from, each with what it is good for: none of them runs yet."""

from collections.abc import Iterator

from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import instance_types
from holdfast.readers.repository.guides.wording.lexicon import any_of

_FEWEST = 3
"""Two sizes in a row are as often two machines."""
_ROLE = any_of(
    r"\b(?:api|web|app(?:lication)?|batch|admin|worker|production|staging|database|db|build)\b[^.\n]{0,12}"
    r"\b(?:server|host|machine)\b|\bjenkins\b",
    r"(?:api|웹|배치|운영|스테이징|개발|관리자?|db|빌드) ?(?:api ?)?서버",
    r"(?:api|web|バッチ|本番|管理|db|ビルド)(?:api)?サーバ",
)
_GOOD_FOR = any_of(
    r"(?<!\.)\b(?:an?|small|busy|large|heavy|light|most|if|when|recommended)\b",
    r"소규모|중규모|대규모|작은|큰|경우|추천|권장|小規模|中規模|大規模|場合|推奨|向け",
)
"""What somebody may need: beside such words a role is one to choose for."""

_SAVES = any_of(
    r"\b(?:costs?|instance types?|pric\w+)\b[^\n]{0,20}\b(?:optimi[sz]\w+|sav\w+|reduc\w+|tips?)\b",
    r"\b(?:optimi[sz]\w+|sav\w+|reduc\w+)\b[^\n]{0,12}\bcosts?\b|\bright-?siz(?:e|ing)\b",
    r"(?:비용|요금|인스턴스 ?(?:타입|유형))[^\n]{0,8}(?:최적화|절감|절약|줄이)",
    r"(?:コスト|料金|費用)[^\n]{0,8}(?:最適化|削減|節約)",
)
"""What a chapter is called that advises on spending less, whoever follows it."""


def on_a_menu(guide: Guide) -> frozenset[int]:
    """The rows of such lists, by their index; none where the guide tells a size nowhere else, and one has to choose.

    So are the sizes that a chapter on spending less has for each stage.
    """
    rows = frozenset(one.index for run in _runs(guide) if _is_menu(run) or _is_advice(run) for one in run)
    elsewhere = any(instance_types(one.text) for one in guide.passages if one.index not in rows)
    return rows if elsewhere else frozenset()


def _runs(guide: Guide) -> Iterator[list[Passage]]:
    """Items of one list that stand behind one another, without what stands below them."""
    run: list[Passage] = []
    for passage in guide.passages:
        said = passage.said
        if said.form is not Form.ITEM:
            yield run
            run = []
        elif run and said.trail.parents != run[0].said.trail.parents:
            if len(said.trail.parents) <= len(run[0].said.trail.parents):
                yield run
                run = [passage]
        else:
            run.append(passage)
    yield run


def _is_advice(run: list[Passage]) -> bool:
    sized = [one for one in run if instance_types(one.text)]
    return len(sized) > 1 and any(_SAVES.search(heading.text) for heading in run[0].said.trail.headings)


def _is_menu(run: list[Passage]) -> bool:
    """Each begins with a size, no two with the same; what begins with a role tells the size of that machine.

    So does a list of which several tell the role of their machine behind its size.
    """
    roles = [one for one in run if _ROLE.search(one.text) and not _GOOD_FOR.search(one.text)]
    told = [instance_types(one.text) for one in run]
    begun = [one.text.lstrip("*_` ").lower() for one in run]
    named = [types[0] for types, text in zip(told, begun, strict=True) if len(types) == 1 and text.startswith(types[0])]
    return len(run) >= _FEWEST and len(roles) < len(run) - 1 and len(named) == len(run) == len(set(named))
