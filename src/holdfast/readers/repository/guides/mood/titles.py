"""What a guide calls itself: its title, or the line that it opens with where nobody made that one a heading."""

from holdfast.readers.repository.guides.page.blocks import Blocks, Form
from holdfast.readers.repository.guides.wording import lexicon as words

_LONGEST = 100
"""Characters of a line that may be a title; a longer one is the first sentence of a text."""

IS_NOW = words.any_of(
    r"^[\W\d]{0,8}(?:현재(?:의)? ?(?:상태|구성|인프라|아키텍처|서버|운영 ?환경|환경|규모)?"
    r"|現状|現在(?:の(?:構成|状態|環境|インフラ))?)(?=$|[\s(（:：])(?![^\n]*(?:문제|한계|과제|이슈|問題|課題))",
    r"^[\W\d]{0,8}(?:current(?:ly)?|as-is|what (?:we have|runs) (?:now|today))"
    r"(?: (?:state|set-?up|infrastructure|architecture|deployment|environment|configuration|stage|phase))?"
    r"[\W\d]{0,4}(?:$|[(:])",
)
"""A chapter of what there is, before those of what will be."""
NEXT_STEPS = words.any_of(r"^[^\w\n]{0,6}(?:next steps?|다음 ?단계|次のステップ)[^\w\n]{0,4}$")
"""What somebody turns to right away."""
TO_MAKE = words.any_of(
    r"(?:생성|만들기|만드는|작성) ?(?:용 ?|시 ?)?체크 ?리스트|(?:作成|起動|構築)(?:時の?|用)?チェックリスト",
    r"\b(?:creation|launch|creat(?:e|ing)|launching|provisioning) (?:an? )?(?:\w{1,20} )?check ?-?list\b",
)
"""A list of what is chosen as something is made, and not of what has been done."""


def title_of(blocks: Blocks) -> str:
    """The first heading of the highest level; else the opening line, if it says by itself where it leads."""
    headings = (one for one in blocks.statements if one.form is Form.HEADING)
    title = next((one.text for one in headings if one.trail.headings[0].level == 1), "")
    if title or not blocks.statements:
        return title
    opening = blocks.statements[0]
    short = opening.form is Form.LINE and len(opening.text) <= _LONGEST
    return opening.text if short and leads_to_servers(opening.text) else ""


def leads_to_servers(title: str) -> bool:
    """A README of that title is itself the guide to the servers, and introduces nothing that is run at home."""
    return words.LEADS_TITLE.search(title) is not None and words.SERVER.search(title) is not None
