"""Releases that a guide has somebody carry to the server with a program for files, where nothing more is typed."""

from collections.abc import Iterator

from holdfast.model.facts import Deployment
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.releases.uploads import NO_RELEASE, PROGRAMS, read_uploads
from holdfast.readers.repository.guides.releases.ways_back import ROLLBACK
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PROGRAM = any_of(rf"{PROGRAMS}|\bs?ftp ?(?:client|프로그램|클라이언트|ソフト|クライアント)")
_CARRIES = any_of(
    r"\b(?:upload|drag|transfer|drop)(?:s|ing|ged)?\b|\bcopy (?:all|the|your|everything)\b",
    r"업로드|전송|드래그|올리|올려|옮기|옮겨",
    r"アップロード|転送|ドラッグ|アップする",
)
_OF_PRODUCT = any_of(
    r"\b(?:files?|folders?|project|code|builds?|dist|jar|war|sources?|everything|directory)\b",
    r"파일|폴더|프로젝트|빌드|코드|소스|전체",
    r"ファイル|フォルダ|プロジェクト|ソース|全て|すべて|全部|一式",
)
_OTHERS = any_of(
    r"\.sql\b|\.ppk\b|\bkeys?\b|back-ups?|download|\blogs?\b|\bimages?\b|\bmedia\b|다운로드|로그|ダウンロード|写真|ログ"
)
"""What else is carried that is no release, or carried home."""


def carried(guide: Guide) -> Iterator[Deployment]:
    """The first step that names the program, or stands in its chapter, where `read_uploads` hears of none."""
    if not _PROGRAM.search(guide.all_text) or any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    if any(fact.method == "other" for fact in read_uploads(guide)):
        return  # it is told there
    step = next((p for p in guide.passages if _is_release(p)), None)
    if step is not None:
        yield Deployment(**guide.common(step), method="ssh", identity="none", asks_health=False, manual=True)


def _is_release(passage: Passage) -> bool:
    text, above = passage.text, "\n".join(passage.around())
    if not passage.told or not _CARRIES.search(text) or _OTHERS.search(text) or NO_RELEASE.search(text):
        return False
    if passage.said.form is Form.HEADING and (passage.said.trail.headings[-1].level == 1 or not _PROGRAM.search(text)):
        return False  # it names a chapter, and no step
    return _OF_PRODUCT.search(text) is not None and _PROGRAM.search(above) is not None and not ROLLBACK.search(above)
