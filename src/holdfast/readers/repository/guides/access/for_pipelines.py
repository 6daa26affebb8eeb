"""Ports that a guide opens for a pipeline whose machines are its host's: they come from no address of their own."""

from holdfast.model.evidence import Location
from holdfast.model.facts import Ingress
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PIPELINES = (
    r"github[- ]?actions?|gitlab[- ]?(?:ci|runners?)|circle ?ci|bitbucket pipelines?|travis|azure pipelines?|ci/cd"
    r"|(?:깃허브|깃헙) ?액션\w*"
)
_FOR_ONE = any_of(
    rf"\b(?:for|from|by|so that|used by|let(?:s|ting)?|allow(?:s|ing)?)\b[^.;,\n]{{0,24}}(?:{_PIPELINES})",
    rf"(?:{_PIPELINES})[^.;,\n]{{0,16}}(?:용|에서|이|가|을 위|에게|배포|접속|접근)",
    rf"(?:{_PIPELINES})[^。;、\n]{{0,16}}(?:用|から|が|のため|デプロイ|接続)",
    rf"[(（:：→|-]\s*(?:{_PIPELINES})(?: (?:deploy\w*|ssh|access|runners?))?\s*(?:[)）|.]|$)",
)
_OWN_MACHINES = any_of(
    r"self[- ]?hosted|own runners?|\bvpn\b|bastion|\bips?\b|\bcidr\b|ranges?\b|security group|\bssm\b"
    r"|session manager|\bdevelopers?\b|\bclosed\b",
    r"셀프 ?호스팅|자체 ?러너|대역|보안 ?그룹|개발자|開発者|セルフホスト|自前|範囲|セキュリティ ?グループ",
)


def for_pipelines(guide: Guide, passage: Passage, rule: Ingress) -> dict[str, Location]:
    """Where SSH is opened so, without a word of whom else."""
    if rule.sources or not rule.from_port <= 22 <= rule.to_port:
        return {}
    told = _FOR_ONE.search(passage.text) is not None and _OWN_MACHINES.search(passage.text) is None
    return {"pipeline": guide.at(passage)} if told else {}
