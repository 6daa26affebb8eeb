"""Releases that a person puts out by a program with a window: a client for FTP, or an upload in the console."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import any_of

PROGRAMS = r"file ?zilla|파일 ?질라|win ?scp|cyber ?duck"
_CLIENTS = any_of(rf"{PROGRAMS}|\bs?ftp(?: client| 클라이언트|クライアント)?\b")
_UPLOADS = any_of(r"업로드|올[리려]|전송|복사|upload|transfer|copy|アップロード|転送")
_CONSOLE = any_of(r"업로드 ?및 ?배포|upload (?:and|&) deploy|アップロードとデプロイ")
_BUILT = any_of(
    r"(?:빌드|build|dist|프로젝트)\S{0,6} ?(?:파일|폴더|디렉[토터]리|결과물?|folder|files?|directory|output)|"
    r"프로젝트 ?업로드|index\.html|ビルド(?:した|後の|成果物)|\b(?:build|dist)(?:フォルダ|の中身)"
)
_RELEASES = any_of(
    r"\b(?:updat|deploy|releas|re-?start)\w*|배포|업데이트|반영|재시작|재기동|デプロイ|リリース|更新|反映|再起動"
)
"""Whoever says with what program they put out a release, says how they do it."""
_OF_PRODUCT = any_of(r"업로드 ?기능|\bfeatures?\b|アップロード機能|로그 ?(?:를|파일)|\blog files?\b")
"""What people can do with it, or what it has written."""
_BUCKET = any_of(r"\bs3\b|버킷|bucket|バケット")
NO_RELEASE = any_of(
    r"이미지|사진|인증서|키 ?파일|\.pem\b|\.env\b|설정 ?파일|백업|덤프|certificate|key file|backup|dump|config|"
    r"画像|証明書|鍵|バックアップ|設定ファイル"
)


def read_uploads(guide: Guide) -> Iterator[Deployment]:
    """The first step that uploads a release by hand, where no command of the guide deploys."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    for passage in guide.passages:
        spoken = passage.affirmed and _CLIENTS.search(passage.text) and _RELEASES.search(passage.text)
        told = passage.told or spoken
        if not told or passage.said.form is Form.HEADING or passage.by_machine:
            continue
        if NO_RELEASE.search(passage.text) or _OF_PRODUCT.search(passage.text):
            continue
        by_console = _CONSOLE.search(passage.text) is not None
        dropped = _UPLOADS.search(passage.text) and about(passage, _BUILT) and about(passage, _BUCKET)
        if by_console or dropped or (_CLIENTS.search(passage.text) and _UPLOADS.search(passage.text)):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            method = "beanstalk" if by_console else "static" if dropped else "other"
            yield Deployment(**common, method=method, identity="none", asks_health=False, manual=True)
            return
