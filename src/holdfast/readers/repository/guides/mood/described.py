"""Fields that describe what stands in an account, below the name of a resource: AWS gave it an address or an ARN."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import replace
from holdfast.readers.repository.guides.mood.reader import Mood
from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.page.given_by_aws import is_own
from holdfast.readers.repository.guides.wording.lexicon import IMPERATIVE, any_of

Told = tuple[Statement, Mood]

_NAMES = any_of(
    r"^[^\w\n]{0,6}(?:\d{1,2}(?:[.-]\d{1,2}){0,2}[.)]? ?)?[^\w\n]{0,4}(?:(?:aws|amazon|production|prod|staging|main"
    r"|운영|본 ?서버|本番)"
    r" ?(?:の|용 )?){0,2}(?:[an]lb|elb|(?:application |network |elastic )?load ?balancers?|target groups?"
    r"|listeners?|rds|aurora"
    r"|(?:postgres(?:ql)?|mysql|mariadb) ?(?:rds|database|db)|databases?|db|ecs|fargate|ec2|instances?|servers?"
    r"|cloud ?front"
    r"|distributions?|s3|elasti ?cache|redis|route ?53|acm|(?:ssl|tls|acm)? ?certificates?|vpc|ecr"
    r"|auto ?scaling(?: groups?)?|asg"
    r"|network(?:ing)?|compute|cache|secrets?(?: manager)?|sns(?: topics?)?|parameter store)(?![a-z-])[^\n]{0,60}$",
    r"^[^\w\n]{0,6}(?:\d{1,2}(?:[.-]\d{1,2}){0,2}[.)]? ?)?[^\w\n]{0,4}(?:운영 ?)?(?:로드 ?밸런서|데이터 ?베이스"
    r"|인스턴스|서버|인증서|네트워크|컴퓨팅|캐시"
    r"|오토 ?스케일링)[^\n]{0,40}$",
    r"^[^\w\n]{0,6}(?:\d{1,2}(?:[.-]\d{1,2}){0,2}[.)]? ?)?[^\w\n]{0,4}(?:本番 ?)?(?:ロード ?バランサー?"
    r"|データベース|インスタンス|サーバー?|証明書|キャッシュ"
    r"|ネットワーク|オート ?スケーリング)[^\n]{0,40}$",
)
_LONGEST = 80
_FIELD = 2  # cells of a row that names something and says what it is

Place = tuple[object, ...]
"""Everything that stands above a field, down to the name of the resource that it describes."""


def described(said: tuple[Told, ...], environments: list[str | None]) -> Iterator[tuple[Statement, Mood, str | None]]:
    """The statements with their moods and environments: what somebody describes with its address is told, and no claim.

    The environment that one of its fields names is that of the others, too.
    """
    if not any(is_own(one.text) for one, _ in said):
        yield from ((one, mood, name) for (one, mood), name in zip(said, environments, strict=True))
        return
    places = list(_places([one for one, _ in said]))
    told = zip(places, said, strict=True)
    standing = {place for place, (one, mood) in told if place and mood.kind and is_own(one.text)}
    beside, heads = {place[:-1] for place in standing}, {place[-1] for place in standing}
    named: dict[Place, set[str]] = {}
    for place, name in zip(places, environments, strict=True):
        named.setdefault(place, set()).update([name] if name else [])
    for (one, mood), place, name in zip(said, places, environments, strict=True):
        only = min(named[place]) if place and place[:-1] in beside and len(named[place]) == 1 else None
        if _is_described(one, mood, place, beside) or (one.text in heads and mood.kind):
            yield one, replace(mood, kind=EvidenceKind.INSTRUCTED, described=True), name or only
        else:
            yield one, mood, name or only


def _is_described(said: Statement, mood: Mood, place: Place, beside: set[Place]) -> bool:
    """It says itself what AWS gave it, or is a field of a resource that does, or of one that is listed beside such."""
    if mood.kind is None or said.form is Form.HEADING:
        return False
    if mood.kind is not EvidenceKind.CLAIMED:
        return any(is_own(value) for _, value in said.pairs[:1]) and IMPERATIVE.search(said.text) is None
    # Whoever ticks off what is done claims it, but for what stands there by its address.
    if (said.cells and len(said.cells) != _FIELD) or not place or said.ticked:
        return is_own(said.text) and (bool(place) or _names(said.cells[0] if said.cells else said.text))
    return bool(said.pairs) and place[:-1] in beside


def _places(said: list[Statement]) -> Iterator[Place]:
    """Of each; a field right below another one describes the same thing."""
    place: Place = ()
    for before, one in zip((None, *said), said, strict=False):
        place = place if place and before is not None and _goes_on(before, one) else _place(one)
        yield place


def _goes_on(before: Statement, one: Statement) -> bool:
    same = one.trail.headings == before.trail.headings and one.trail.parents == before.trail.parents
    return same and bool(before.pairs) and one.trail.lead == before.text


def _place(said: Statement) -> Place:
    """Empty where nothing above it, and not its own key, names a resource."""
    trail = said.trail
    parts: list[tuple[object, str]] = [(heading.line, heading.text) for heading in trail.headings]
    if trail.lead and not any(map(_names, trail.parents)) and _names(trail.lead):
        parts.append((trail.lead, trail.lead))
    parts += [(text, text) for text in trail.parents]
    if said.form is not Form.ROW and said.pairs:
        parts.append((said.pairs[0][0], said.pairs[0][0]))
    # The title names what the whole text is about.
    named = [at for at, (_, text) in enumerate(parts) if (at or not trail.headings) and _names(text)]
    return tuple(key for key, _ in parts[: named[0] + 1]) if named else ()


def _names(text: str) -> bool:
    return len(text) <= _LONGEST and _NAMES.search(text) is not None
