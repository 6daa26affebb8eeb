"""Secrets that a guide keeps for a pipeline, told in one line or by what stands above a list of their names."""

from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import any_of

GITHUB_SECRETS = any_of(
    r"(?:github|repository|actions|깃허브|gitlab|bitbucket)[^\n]{0,60}?(?:secrets?|시크릿|variables?|"
    r"シークレット)|secrets? and variables|시크릿 ?등록"
)


def is_for_pipelines(passage: Passage) -> bool:
    """What it names is kept for a pipeline, by its own words or by those above it."""
    return about(passage, GITHUB_SECRETS) or _has_them_entered(passage) or _is_among_secrets(passage)


def lists_them(passage: Passage) -> bool:
    """A row or an item of a list of such secrets, which tells what there is as well as what to enter."""
    if passage.said.form not in (Form.ROW, Form.ITEM):
        return False
    trail = passage.said.trail
    above = (trail.lead, *(heading.text for heading in trail.headings[-1:]))
    return any(map(GITHUB_SECRETS.search, above)) or _has_them_entered(passage) or _is_among_secrets(passage)


def _is_among_secrets(passage: Passage) -> bool:
    """The line above it is about secrets, and a chapter around it about a pipeline."""
    trail = passage.said.trail
    chapters = [heading.text for heading in trail.headings]
    near = (trail.lead, *trail.parents[-1:], *chapters[-1:])
    kept = any(_SECRETS.search(one) and not _OTHER_STORES.search(one) for one in near)
    return kept and any(map(_RUNS_PIPELINES.search, (*near, *chapters)))


_SECRETS = any_of(
    r"\bsecrets?\b(?![ _-]?(?:access|keys?|managers?|arns?|ids?|hash))",
    r"시크릿(?! ?(?:키|매니저|액세스))|シークレット(?! ?(?:キー|マネージャ|アクセス))",
)
_OTHER_STORES = any_of(
    r"secrets? ?manager|parameter ?store|\b(?:docker|swarm|kubernetes|k8s|kubectl|vault)\b",
    r"\b(?:streamlit|hugging ?face|vercel|netlify|supabase|fly(?:\.io)?)\b",
    r"시크릿 ?매니저|쿠버네티스|シークレット ?マネージャ",
)
_RUNS_PIPELINES = any_of(
    r"\b(?:github|gitlab|bitbucket|circle ?ci|jenkins|ci ?/ ?cd|ci|workflows?|pipelines?)\b|\bgithub ?actions?\b",
    r"깃허브|깃헙|워크플로|파이프라인|젠킨스|ワークフロー|パイプライン",
)


def _has_them_entered(passage: Passage) -> bool:
    """The sentence above them does, or the item around them: at a pipeline named there, or in the chapter's title."""
    trail = passage.said.trail
    return any(_enters(lead, passage) for lead in (trail.lead, *trail.parents[-1:]))


def _enters(lead: str, passage: Passage) -> bool:
    if GITHUB_SECRETS.search(lead) and _ENTERS.search(lead):
        return True
    chapters = (heading.text for heading in passage.said.trail.headings)
    kept = _KEPT_THERE.search(lead) is not None
    return kept and any(map(_OF_PIPELINES.search, (lead, *chapters))) and not _FOR_OTHERS.search(lead)


_OF_PIPELINES = any_of(
    r"\b(?:circle ?ci|travis|buildkite|drone|semaphore|azure (?:devops|pipelines)|code ?build|jenkins|teamcity"
    r"|codemagic|bitrise|woodpecker|gitea)\b|젠킨스|\bgitlab|\bbitbucket|ci/cd(?: settings| 설정|設定)"
)
_KEPT_THERE = any_of(
    r"(?:environment|project|repository|pipeline|secret|ci/cd)[- ]?(?:variables?|vars)\b|\bvariables?\b\W*$"
    r"|>\s?variables\b|\bcontexts?\b|\bcredentials?\b|변수|자격 ?증명|크리덴셜|変数|認証情報|クレデンシャル"
)
"""Where a service that runs pipelines keeps what it hands them."""
_FOR_OTHERS = any_of(r"\.env\b|\blocal(?:ly|host)?\b|로컬|ローカル|localstack|\bserver'?s?\b|서버|サーバー?")
_ENTERS = any_of(
    r"등록|추가|설정|입력|저장|넣",
    r"\b(?:add|set|create|register|enter|put|configure|define|store)\b",
    r"登録|追加|設定|入力|保存",
)
