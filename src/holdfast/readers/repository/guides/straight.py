"""Names that a guide has lead straight to the address of one host: nothing stands between that could turn away."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lexicon import any_of
from holdfast.readers.repository.public_addresses import PUBLIC

_RECORD = regex(
    r"(?<![A-Za-z0-9_.-])A[`*]{0,2}(?:[- ]?[Rr]ecords?\b| RECORDS?\b| ?레코드| ?タイプ| ?타입|[- ]?レコード)"
)
"""As it is written: a record in small letters may be anything that somebody keeps."""
_OWN_ADDRESS = any_of(
    r"(?:\bec2|\blightsail|\bvps|\bservers?|\binstances?|\bhosts?|\bdroplet|서버|인스턴스|라이트세일|サーバー?|インスタンス"
    r"|\belastic|탄력적?|\bpublic|퍼블릭|공인|고정|\bstatic|パブリック|グローバル|固定)(?:['’]?s)?(?:의|の)?[ _-]?"
    r"(?:(?:public|elastic|static|퍼블릭|탄력적?|공인|고정|パブリック|グローバル|固定)[ _-]?){0,2}"
    r"(?:ip(?:v?4)?(?![a-z0-9])|아이피|주소|address|アドレス)",
    rf"(?<![\d.]){PUBLIC}(?![\d.])",
    r"<[^<>]{0,20}\bip\b[^<>]{0,12}>|\bec2[-_]ip\b|\beip\b",
)
_TURNS_AWAY = any_of(
    r"\b[an]lb\b|\belb\b|load ?balancer|로드 ?밸런서|ロード ?バランサー?|cloudfront|클라우드프론트|\balias\b|별칭"
    r"|エイリアス|netlify|vercel|github ?pages|amplify|api ?gateway|\bs3\b|global accelerator|staging|스테이징"
    r"|ステージング|\bdev\b|개발|\bmx\b|smtp|mail|메일|メール|\bvpn\b|bastion|이전|기존|\bold\b"
)
"""What stands before several hosts, or serves without any; and names of other things than the product."""


def leading_straight(guide: Guide) -> tuple[Passage, ...]:
    """The passages that do, in the order of the guide."""
    return tuple(passage for passage in guide.passages if passage.affirmed and _leads(passage))


def _leads(passage: Passage) -> bool:
    if passage.said.form is Form.HEADING or _TURNS_AWAY.search(passage.text):
        return False
    cells = [cell.strip(" `*") for cell in passage.said.cells] if passage.said.form is Form.ROW else []
    named = "A" in cells or _RECORD.search(passage.text) is not None
    return named and _OWN_ADDRESS.search(passage.text) is not None
