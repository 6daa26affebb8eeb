"""How a guide has somebody put a release onto the servers, and take it back."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Deployment, HealthProbe, Login
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.embedded import is_yaml
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.health.asked_after import HEALTH, asked_after, is_asked, is_verified
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.releases.bringing import FIRST, PULLED, STARTED_AGAIN
from holdfast.readers.repository.guides.releases.brought import brought_before, with_fetch
from holdfast.readers.repository.guides.releases.carried import carried
from holdfast.readers.repository.guides.releases.commands import RESTART, commands_of, unwrapped
from holdfast.readers.repository.guides.releases.fetched import fetched_there
from holdfast.readers.repository.guides.releases.first import (
    is_for_once,
    is_upkeep,
    lateness,
    pulls,
    puts_again,
    sets_up,
)
from holdfast.readers.repository.guides.releases.images import read_images, started_images
from holdfast.readers.repository.guides.releases.in_passing import in_passing, next_time
from holdfast.readers.repository.guides.releases.narrowed import lines_of
from holdfast.readers.repository.guides.releases.raised import in_console, published, raised
from holdfast.readers.repository.guides.releases.sent_alone import sent_alone
from holdfast.readers.repository.guides.releases.ways_back import (
    LONGEST_SPAN,
    ROLLBACK,
    goes_back,
    is_step,
    rebuilds,
    rollbacks,
)
from holdfast.readers.repository.guides.releases.whole_blocks import (
    checked_out,
    is_given_out,
    is_whole,
    kind_of,
    method_of,
    named,
    whole_release,
    whole_releases,
)
from holdfast.readers.repository.guides.releases.with_tools import put_out_with_tools
from holdfast.readers.repository.guides.wording.lexicon import SERVER, any_of, first_match

_LATEST = regex(r"\bdocker\s+pull\s+[^\s'\"`]+:latest\b", re.ASCII)
_TYPED = regex(
    r"(?:^|\s)(?:npx\s+)?(?:(?P<cdk>cdk)|(?P<eb>eb)|sam|serverless|sls|sst)\s+deploy\b(?!\s+(?:command|명령|コマンド))",
    re.ASCII,
)


def read_delivery(guide: Guide) -> Iterator[Reading]:
    """Everything about releases."""
    by_hand = list(_by_hand(guide)) or list(_typed(guide))
    told = (
        by_hand or list(_in_steps(guide)) or [with_fetch(guide, one) for one in raised(guide)] or list(carried(guide))
    )
    pressed = [] if told or any(isinstance(one, Deployment) for one in guide.readings) else list(in_console(guide))
    weaker = (list(read(guide)) for read in (fetched_there, sent_alone, _drawn, in_passing))
    yield from told or pressed or next(filter(None, weaker), []) or put_out_with_tools(guide)
    # Steps that clone bring the product there once; how the next release comes is told beside them.
    if told and all(one.first or FIRST.search(one.at.quote) for one in told):
        yield from next_time(guide)
    # Who follows a chapter that may be left out releases in that way from then on.
    yield from whole_releases(guide, guide.options)
    yield from published(guide)
    yield from read_images(guide)
    if not told:
        yield from started_images(guide)
    yield from rollbacks(guide)
    yield from asked_after(guide)


def as_guided(reading: Reading, code: Code) -> Reading:
    """What the reader of shell found in a guide, told as something that a person does."""
    if isinstance(reading, Deployment):
        return replace(reading, manual=True, first=sets_up(reading.at.quote) or is_for_once(code))
    if isinstance(reading, Login):
        return replace(reading, actor="person")
    if isinstance(reading, HealthProbe) and reading.asker == "deploy":
        return replace(reading, asker="guide", decides=False)
    return reading


def _by_hand(guide: Guide) -> Iterator[Deployment]:
    """One deployment by hand per environment: the block, or the neighbouring blocks, that fetch and start."""
    if any(
        isinstance(fact, Deployment) and fact.manual and fact.method not in _NOT_ON_HOSTS for fact in guide.readings
    ):
        yield from whole_releases(guide, [code for codes in _neighbours(guide) for code in codes])
        return
    done: set[str | None] = set()
    shown: set[int] = set()
    chapters = list(_neighbours(guide))
    # A release that is put onto a server that runs says more than the first set-up of that server.
    groups = sorted((*sorted(chapters, key=lateness), *_continued(chapters)), key=_only_given_out)
    for section_codes in groups:
        found = [commands_of(code.fence.text) for code in section_codes]
        if not any(one.restart for one in found) and any(one.fetch for one in found):
            texts = [code.fence.text for code in section_codes]
            plain = _SERVED.search("\n".join(texts)) is None and not any(is_given_out(guide, one) for one in texts)
            found = [replace(one, started=one.plain if plain else one.fetch) for one in found]
        begun = next((at for at, one in enumerate(found) if one.fetch or one.build), len(found))
        environment = section_codes[0].snippet.environment
        if not any(one.restart for one in found[begun:]):
            continue  # what is started above runs what was there
        if environment in done:
            again = [code for code in section_codes if is_whole(guide, code) and code.fence.line not in shown][:1]
            shown.update(code.fence.line for code in again)
            yield from (whole_release(guide, code) for code in again)
            if not again and not any(code.fence.line in shown for code in section_codes):
                yield from _step_by_step(guide, section_codes)
                shown.update(code.fence.line for code in section_codes)
            continue
        # What is done at home before it, such as a push, does not tell where it is fetched; what is sent names it.
        sent = any(commands.sent for commands in found)
        if not sent and not any(on_server(guide, code) for code in section_codes[: begun + 1]):
            continue
        done.add(environment)
        text = unwrapped("\n".join(code.fence.text for code in section_codes))
        bringing = [code for code, one in zip(section_codes, found, strict=True) if one.fetch or one.build]
        starting = [code for code, one in zip(section_codes, found, strict=True) if one.restart]
        first, last = _again(bringing, starting)
        apart = _far(first, last)
        at = _span(guide, first, last)
        shown.update((*range(at.start_line, at.end_line + 1), first.fence.line, last.fence.line))
        elsewhere = None if any(commands.fetch for commands in found) else brought_before(guide, first.fence.line)
        places = {"fetched": lines_of(guide, first)} if apart and first is not last else {}
        yield Deployment(
            kind=kind_of(guide, first, last),
            at=at,
            environment=environment,
            old=first.snippet.old,
            method=method_of(text),
            identity="latest" if _LATEST.search(text) else named(text),
            asks_health=is_asked(text) or is_verified(guide, last),
            manual=True,
            first=_is_first(first, last, text),
            places={"fetched": elsewhere} if elsewhere else places,
        )
        beside = [code for code in bringing if code.fence.line not in shown and is_whole(guide, code)]
        shown.update(code.fence.line for code in beside)
        yield from (whole_release(guide, code) for code in beside)


def _is_first(first: Code, last: Code, text: str) -> bool:
    """They bring a server to life, in all of `text` or where they fetch, or stand in a chapter that is done once."""
    told = first.fence.text if first is last else text
    return sets_up(told) or (_far(first, last) and sets_up(first.fence.text)) or is_for_once(first)


def _step_by_step(guide: Guide, codes: list[Code]) -> Iterator[Deployment]:
    """A further chapter that takes the release in one block, and starts it in another below."""
    first = next((code for code in codes if pulls(code)), None)
    below = [code for code in codes if first is not None and code.fence.line > first.fence.line]
    last = next((code for code in reversed(below) if commands_of(code.fence.text).started), None)
    if first is None or last is None or _far(first, last) or not any(on_server(guide, code) for code in codes):
        return
    text = unwrapped("\n".join(code.fence.text for code in codes))
    yield replace(
        whole_release(guide, first), at=_span(guide, first, last), method=method_of(text), identity=named(text)
    )


def _only_given_out(codes: list[Code]) -> bool:
    """Nothing is started: such a chapter tells of the pages, and one that starts the program comes before it."""
    found = [commands_of(code.fence.text) for code in codes]
    return any(one.given for one in found) and not any(one.started or one.plain for one in found)


def _again(bringing: list[Code], starting: list[Code]) -> tuple[Code, Code]:
    """What brings the releases that follow and starts them, where a chapter shows it behind the first clone."""
    first = bringing[0]
    last = next(code for code in starting if code.fence.line >= first.fence.line)
    next_one = next((code for code in bringing if code in starting and puts_again(code)), None)
    if next_one is not None:
        return next_one, next_one
    if not sets_up(first.fence.text):
        return first, last
    # A clone far above is of what somebody works with at home, where the block that starts it clones it there.
    if last in bringing and commands_of(last.fence.text).fetch:
        first = last
    later = [code for code in bringing if first.fence.line < code.fence.line and pulls(code)]
    whole = next((code for code in later if code in starting), None)
    if whole is not None:
        return whole, whole
    return next((code for code in later if code.fence.line <= last.fence.line), first), last


_SERVED = regex(
    r"\b(?:cd|git\s+clone\s[^\n]{0,200})\s+[\"']?/(?:var/www/html|usr/share/nginx/html|srv/www)\b[\s\S]{0,2000}?"
    r"\b(?:systemctl|service)\s+(?:(?:re)?(?:start|load)\s+)?(?:httpd|apache2|nginx|php[\w.-]*fpm)\b"
)
"""A folder that a web server gives out: what is fetched there is live at once."""

_NOT_ON_HOSTS = ("cdk", "beanstalk", "lambda", "ecs", "app-runner", "static")
"""Ways that a guide offers beside the one by hand, or that put out something else of the product."""


def _typed(guide: Guide) -> Iterator[Deployment]:
    """A deployment that a step names in its text, where no code block shows one."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    done: set[str | None] = set()
    for passage in guide.passages:
        match = _TYPED.search(passage.text)
        step = passage.affirmed and (passage.said.form is Form.STEP or bool(passage.told and passage.said.typed))
        if match is None or not step or passage.environment in done or ROLLBACK.search(" ".join(passage.around())):
            continue
        done.add(passage.environment)
        # What the tools of infrastructure put out names itself by its contents.
        identity = None if match["cdk"] else "none"
        method = "cdk" if match["cdk"] else "beanstalk" if match["eb"] else "lambda"
        yield Deployment(**guide.common(passage), method=method, identity=identity, asks_health=False, manual=True)


def _in_steps(guide: Guide) -> Iterator[Deployment]:
    """A release that the steps of a list have somebody pull onto a server and start, where no code block does."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    done: set[str | None] = set()
    for section in guide.sections:
        steps = [p for p in section.passages if p.told and (is_step(p) or _in_one_breath(p))]
        fetched = [p for p in steps if PULLED.search(p.text) and not (p.by_machine or _AT_HOME.search(p.text))]
        pulled = next((p for p in fetched if not FIRST.search(p.text)), None) or next(iter(fetched), None)
        if pulled is None or pulled.environment in done or goes_back(section):
            continue
        later = [p for p in steps if p.index >= pulled.index]
        # Where no heading stands above, the whole guide says where its steps are taken.
        there = guide.manner.infra and not guide.manner.readme and not section.headings
        there = there or first_match(SERVER, [*pulled.around(), *section.titles()]) is not None
        there = there or any(_ENTERS.search(p.text) for p in steps if p.index < pulled.index)
        started = next(filter(_starts, later), None) or next(filter(_starts_as_at_home, later), None)
        apart = started is None and _started_later(guide, pulled)
        if (started is None and not apart) or not there:
            continue
        done.add(pulled.environment)
        near = started is not None and started.said.end - pulled.said.line < LONGEST_SPAN
        common = guide.common(pulled)
        common["at"] = guide.at(pulled, started) if near else guide.at(pulled)
        text = "\n".join(p.text for p in steps)
        name = "latest" if _LATEST.search(text) else checked_out(text)
        # A list is short: who was shown how to ask for health elsewhere in the guide may well do so at its end.
        asks = HEALTH.search(guide.all_text) is not None
        yield Deployment(**common, method="ssh", identity=name, asks_health=asks, manual=True)


_AT_HOME = any_of(r"로컬에서|ローカルで|\b(?:locally|on (?:your|my) (?:own )?(?:laptop|machine|pc))\b")


def _starts(passage: Passage) -> bool:
    text = passage.text
    return any(pattern.search(text) for pattern in (RESTART, STARTED_AGAIN, _SCRIPT_OF_THEIR_OWN))


def _starts_as_at_home(passage: Passage) -> bool:
    """What a step has typed starts the program, or its text is that command."""
    return any(commands_of(one).plain for one in passage.said.typed or (passage.text,))


_ENTERS = regex(r"\bssh\s+(?:-\S+\s+(?:[^\s-]\S*\s+)?){0,4}[\w.-]{1,40}@")
_SCRIPT_OF_THEIR_OWN = regex(
    r"(?<![\w/])\.?/?(?:[\w.-]{1,40}/){0,4}(?:\w{1,40}[-_])?(?:re)?(?:deploy|start|release|update)(?:[-_]\w{1,40})?\.sh\b",
    re.ASCII,
)


def _in_one_breath(passage: Passage) -> bool:
    """A line of a paragraph that has somebody type the fetch, and start what came."""
    typed = passage.said.form is Form.LINE and (passage.said.typed or _GIT.search(passage.text))
    return bool(typed) and PULLED.search(passage.text) is not None and _starts(passage)


_GIT = regex(r"\bgit\s+(?:pull|clone|fetch)\b", re.ASCII)


def _started_later(guide: Guide, pulled: Passage) -> bool:
    """Commands further down start what the step has fetched: in its own chapter also as one starts it at home."""
    later = [code for code in guide.codes if code.fence.line > pulled.said.end and not code.typed]
    here = [code for code in later if code.fence.trail.headings == pulled.said.trail.headings]
    if any(commands_of(code.fence.text).plain for code in here):
        return True
    return any(commands_of(code.fence.text).restart and not ROLLBACK.search(code.snippet.heading) for code in later)


def _drawn(guide: Guide) -> Iterator[Deployment]:
    """A deployment that a guide only draws as a flow, or lists: somebody says how it goes, and nothing shows it."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    for section in guide.sections:
        said = [p for p in section.passages if p.affirmed and p.said.form is not Form.HEADING]
        text = "\n".join(p.text for p in said)
        if not _FLOW.search(section.title) or (len(said) < 3 and not _ARROWS.search(text)):
            continue
        if (_FETCHED.search(text) or _ARROWS.search(text)) and _STARTED.search(text):
            common = guide.common(said[0], EvidenceKind.CLAIMED)
            last = said[-1] if said[-1].said.end - said[0].said.line < LONGEST_SPAN else said[0]
            common["at"] = guide.at(said[0], last)
            yield Deployment(**common, method="other", asks_health=_ASKS.search(text) is not None)
            return


_FLOW = any_of(
    r"(?:배포|릴리[스즈]|deploy(?:ment)?|release|デプロイ|リリース) ?(?:의 ?|の)?"
    r"(?:흐름|과정|프로세스|순서|파이프라인|방식|flow|process|pipeline|フロー|プロセス|流れ|パイプライン)"
)
_ARROWS = any_of(r"(?:git(?:hub|lab)|jenkins|push)[^\n]{0,60}(?:→|->|=>|➡)[^\n]{0,60}(?:ec2|서버|server|サーバ)")
"""From where the source is kept to the host, in one row."""
_FETCHED = any_of(r"\b(?:pull|clone|push)\b|최신|푸시|最新|取得|プッシュ")
_STARTED = any_of(r"\b(?:up|run|start|restart)\b|실행|재시작|기동|起動|再起動")
_ASKS = any_of(r"health|헬스|상태 ?확인|ヘルスチェック")


def _neighbours(guide: Guide) -> Iterator[list[Code]]:
    """Code blocks by the chapter (all headings but the last two levels) in which they stand."""
    groups: dict[int, list[Code]] = {}
    for code in guide.codes:
        # What a pipeline that the guide shows does is done by nobody's hand.
        piped = any(isinstance(one, Deployment) and not one.manual for one in code.readings)
        piped = piped or is_yaml(code.fence.language, code.fence.text)
        headings = code.fence.trail.headings
        if ROLLBACK.search(code.snippet.heading) or rebuilds(headings) or code.typed or piped:
            continue
        chapter = next((h.line for h in headings if h.level >= 2), headings[0].line if headings else 0)
        groups.setdefault(chapter, []).append(code)
    yield from groups.values()


def _continued(chapters: list[list[Code]]) -> Iterator[list[Code]]:
    """The last chapter that fetches the release and the next one that starts it, whatever is set up between them."""
    fetching: list[Code] = []
    for codes in chapters:
        if fetching and any(commands_of(code.fence.text).restart and not is_upkeep(code) for code in codes):
            yield [*fetching, *codes]
        fetching = [code for code in codes if commands_of(code.fence.text).fetch] or fetching


def _span(guide: Guide, first: Code, last: Code) -> Location:
    """From one to the other; where they stand far apart, what starts the release."""
    if first is last or _far(first, last):
        return lines_of(guide, last)
    return guide.snippet.at(min(first.fence.line, last.fence.line), max(first.end, last.end))


def _far(first: Code, last: Code) -> bool:
    return max(first.end, last.end) - min(first.fence.line, last.fence.line) >= LONGEST_SPAN
