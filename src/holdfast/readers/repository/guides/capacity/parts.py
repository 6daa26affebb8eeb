"""Which part of the application a machine of a guide is for, where each part has its own."""

from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.values import subjects
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PARTS = (
    ("front", any_of(r"front-?end|프론트|フロント")),
    ("back", any_of(r"back-?end|백엔드|バックエンド|\bapi\b|\bwas\b")),
    ("admin", any_of(r"\badmin\b|관리자|管理画面")),
    ("worker", any_of(r"worker|batch|워커|배치|ワーカー|バッチ")),
    ("model", any_of(r"\bai\b|\bmodel\b|모델|추론|モデル|推論")),
)


def part_of(passage: Passage) -> str | None:
    """The part of the application that the machine is set up for, as the nearest words above name it."""
    for text in subjects(passage):
        found = [part for part, pattern in _PARTS if pattern.search(text)]
        if found:
            return found[0] if len(found) == 1 else None
    return None
