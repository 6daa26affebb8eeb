"""What a guide only has somebody put somewhere to see whether that works."""

from holdfast.readers.repository.guides.guide import Code
from holdfast.readers.repository.guides.wording.lexicon import any_of


def is_tried(code: Code, line: int) -> bool:
    """The comment right above line `line` of the file calls it a trial: what it puts there is no release."""
    above = line - code.snippet.first_line - 1
    said = code.snippet.rows[above].lstrip() if 0 <= above < len(code.snippet.rows) else ""
    return said.startswith("#") and _TRIAL.search(said) is not None


_TRIAL = any_of(
    r"^#+\s*(?!.{0,60}(?:빌드|배포)).{0,60}테스트(?:용)?(?: ?(?:합니다|하기|실행))?\s*$",
    r"^#+\s*(?:\d+\.\s*)?(?:test|try)(?:ing)?(?: out)? (?!.{0,60}(?:build|deploy|then|and\b|&)).{1,60}$",
    r"^#+\s*(?!.{0,60}(?:ビルド|デプロイ)).{0,60}(?:テスト|試し)(?:する|します)?\s*$",
)
