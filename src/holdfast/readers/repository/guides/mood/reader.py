"""The mood of what a guide says: told to the reader as a step, merely claimed, or nothing at all."""

import re
from collections.abc import Callable
from dataclasses import field
from enum import StrEnum
from functools import lru_cache

from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.mood import titles
from holdfast.readers.repository.guides.mood.boxes import is_done, is_ticked_off_list
from holdfast.readers.repository.guides.mood.decided import decided
from holdfast.readers.repository.guides.mood.instructing import instructing_in, is_command, is_console_way, typed_in
from holdfast.readers.repository.guides.mood.occasions import is_occasion
from holdfast.readers.repository.guides.mood.options import unchosen
from holdfast.readers.repository.guides.mood.scripted import is_left_to_script
from holdfast.readers.repository.guides.page.blocks import Blocks, Form, Statement
from holdfast.readers.repository.guides.page.given_by_aws import standing
from holdfast.readers.repository.guides.page.trail import Heading, Trail
from holdfast.readers.repository.guides.page.typed import ON_SERVERS
from holdfast.readers.repository.guides.wording import at_home, european
from holdfast.readers.repository.guides.wording import lexicon as words
from holdfast.readers.repository.guides.wording.examples import EXAMPLE_HEADING
from holdfast.readers.repository.guides.wording.marked_later import (
    is_for_later,
    put_off,
    without_change,
    without_growth,
)
from holdfast.readers.repository.guides.wording.ours import tells_of_others, tells_of_ours


class Context(StrEnum):
    """What a section is for."""

    NOTHING = "nothing"  # wishes, problems, prices, comparisons, concepts, references
    OPTIONAL = "optional"  # what a reader may leave out
    LOCAL = "local"  # the reader's own machine
    FEATURE = "feature"  # praise and description
    PLAIN = "plain"
    STEPS = "steps"  # set-up


@record(frozen=True, slots=True)
class Mood:
    """How a statement speaks.

    Args:
        kind: INSTRUCTED or CLAIMED; None when it is evidence of nothing.
        negated: it says that something is not so, or must not be done.
        described: it describes what stands in an account, and has nobody do a thing.
    """

    kind: EvidenceKind | None
    negated: bool = False
    described: bool = False


@record(frozen=False)
class Manner:
    """How a whole document speaks; made once for each by `manner_of`.

    Args:
        readme: it introduces a project: set-up there is mostly for the reader's own machine.
        analysis: it tells of problems and advice.
        guide: its name or title says that it leads through something.
        making: its name says that this is setting something up.
        infra: its name or title is about servers or AWS.
        instructing: headings' lines of the sections that hold steps, console ways or code.
        typed: those of the sections that hold code.
        unchosen: lines of the headings of options beside one that is said to be in use.
        standing: lines of headings of chapters with what stands in an account, by names that AWS gave it.
        decided: those of chapters that tell what was decided.
        title: line of the first heading, unless it is what a guide is called; 0 then.
    """

    readme: bool = False
    analysis: bool = False
    guide: bool = False
    making: bool = False
    infra: bool = False
    instructing: frozenset[int] = frozenset()
    typed: frozenset[int] = frozenset()
    unchosen: frozenset[int] = frozenset()
    standing: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()
    title: int = 0
    _contexts: dict[tuple[Heading, ...], Context] = field(default_factory=dict)

    def context(self, trail: Trail) -> Context:
        """What the section with these headings is for, and the labels right above."""
        found = self._contexts.get(trail.headings)
        if found is None:
            found = self._contexts[trail.headings] = self._of_headings(trail.headings)
        if found is Context.LOCAL and _ENTERS_SERVER.search(trail.lead):
            return Context.STEPS  # whatever the chapter around it is about
        if found is Context.PLAIN and words.LEADS_TO_SERVERS.search(trail.lead):
            return Context.STEPS
        if found in _SILENT:
            return found
        lead = "" if is_occasion(trail) else trail.lead
        return Context.NOTHING if _labelled_as_nothing(trail.parents, lead) else found

    def context_of_file(self, trail: Trail) -> Context:
        """What code is for that is a whole file of the repository: under "Example" it is one to be written."""
        headings = tuple(h for h in trail.headings if self._is_name(h) or not EXAMPLE_HEADING.search(h.text))
        return self.context(replace(trail, headings=headings))

    def _of_headings(self, headings: tuple[Heading, ...]) -> Context:
        # What there is now is told as it is, also where the chapter around it goes on to what will be.
        now = next((at for at, h in enumerate(headings) if at and titles.IS_NOW.search(h.text)), 0)
        told = [h for h in headings[now:] if not self._goes_on(h, headings[-1])]
        told = [h for h in told if h.line not in self.decided]
        analysis = self.analysis and not any(h.line in self.decided for h in headings)
        if analysis or any(self._is_nothing(h) or h.line in self.unchosen for h in told):
            return Context.NOTHING
        if self._is_local(headings):
            return Context.LOCAL
        # Nobody goes back but where it is needed: that says nothing of whether the way may be left out.
        apart = [h for h in headings if not self._is_name(h) and not _WHERE_NEEDED.search(h.text)]
        spare = [h.text for h in apart if _is_any(_SPARE_HEADINGS, h.text)]
        if spare:
            return Context.OPTIONAL if any(_is_any(_LEFT_OPEN, text) for text in spare) else Context.NOTHING
        for heading in reversed(headings):
            if self.names_project(heading):
                continue
            if words.FEATURE_HEADING.search(heading.text) and not titles.TO_MAKE.search(heading.text):
                return Context.FEATURE
            if words.SETUP_HEADING.search(heading.text):
                return Context.STEPS
        return Context.STEPS if self.guide and not self.readme else Context.PLAIN

    def _goes_on(self, heading: Heading, innermost: Heading) -> bool:
        """Next steps with a chapter of their own, and commands ready to be typed: they are taken like those before."""
        below = heading.line < innermost.line and innermost.line in self.typed
        return below and titles.NEXT_STEPS.match(heading.text) is not None

    def _is_name(self, heading: Heading) -> bool:
        """Of the whole text, and not of one of its parts."""
        named = words.GUIDE_TITLE.search(heading.text) or (self.guide and words.MENDS_TITLE.search(heading.text))
        return self.names_project(heading) or (heading.level == 1 and named is not None)

    def names_project(self, heading: Heading) -> bool:
        """It is the first heading of a README, and no guide's; others of its level, if there are any, are chapters."""
        return self.readme and heading.level == 1 and heading.line == self.title

    def _is_nothing(self, heading: Heading) -> bool:
        if self._is_name(heading):
            return False
        if self.guide and words.PROCEDURE_HEADING.search(heading.text):
            return False  # "Steps to fix": what the guide is there for
        referred = words.REFERENCE_HEADING.search(heading.text) is not None
        referred = referred and not (heading.line in self.standing and _OF_RESOURCES.search(heading.text))
        return referred or _is_any(_NOTHING_HEADINGS, without_change(heading.text)) or is_for_later(heading.text)

    def _is_local(self, headings: tuple[Heading, ...]) -> bool:
        told = [at_home.FROM_HOME.sub("", heading.text) for heading in headings if not self.names_project(heading)]
        if at_home.stays_there(told):
            return True
        if (self.infra and not self.readme) or words.first_match(words.SERVER, told):
            return False
        if at_home.is_meant(told):
            return True
        return self.readme and words.first_match(words.START_HEADING, told) is not None


def _is_any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


_OF_RESOURCES = words.any_of(r"^\W*(?:outputs?|resources?|endpoints?)\W*$")
"""What a module has or gives, or what stands in the account, where AWS gave it a name."""
_SPARE_HEADINGS = (words.OPTIONAL_HEADING, EXAMPLE_HEADING, words.ADVICE_HEADING)
_WHERE_NEEDED = words.any_of(
    r"(?:roll[- ]?back|revert|restor\w+|recover\w*).{0,20}(?:if|when|as|where) (?:needed|required|necessary)",
    r"(?:롤백|복구|복원|되돌리기).{0,12}필요|(?:ロールバック|復元|復旧|切り戻し).{0,12}必要",
)
_LEFT_OPEN = (words.OPTION, words.ADVICE_HEADING)
_NOTHING_HEADINGS = (
    words.WISH_HEADING,
    words.PROBLEM_HEADING,
    words.TROUBLE_HEADING,
    words.PRICE_HEADING,
    words.COMPARISON_HEADING,
    words.STUDY_HEADING,
    words.BEFORE_LABEL,
)
_SILENT = (Context.NOTHING, Context.LOCAL, Context.OPTIONAL)
_NOTHING_LABELS = (*_LEFT_OPEN, words.WISH_HEADING, words.PROBLEM_HEADING, words.PRICE_HEADING, words.OPTIONAL_HEADING)
_ENTERS_SERVER = words.any_of(
    r"\bssh (?:in ?)?to\b|\b(?:log ?(?:in|on)|connect)\w* (?:in ?)?to .{0,30}(?:server|instance|ec2|vps)\b|"
    r"(?:서버|ec2|인스턴스).{0,12}(?:접속|로그인)|(?:サーバー?|ec2|インスタンス).{0,12}(?:接続|ログイン|入)"
)
_NOTHING_COLUMNS = words.any_of(
    r"비용|가격|요금|월 ?(?:예상|비)|price|pricing|\bcosts?\b|料金|月額|費用",
    european.PRICES,
    r"장점|단점|비교|\bpros\b|\bcons\b|メリット|デメリット|^default|기본값|^required$|デフォルト",
    r"^before|^after|변경 ?(?:전|후)|개선 ?(?:전|후)|기존|변경전|変更(?:前|後)|改善(?:前|後)|문제|"
    r"이슈|problem|issue|우선 ?순위|priority|優先度|예정일|담당자",
)
_LABEL_LENGTH = 40


@lru_cache(maxsize=1024)  # the statements of a list have the same label
def _labelled_as_nothing(parents: tuple[str, ...], lead: str) -> bool:
    labels = [*parents]
    if lead and (lead[-1] in ":：" or len(lead) <= _LABEL_LENGTH):
        labels.append(lead)
    for label in labels:
        once = words.GOES_BACK.sub("", label)[:_LABEL_LENGTH]
        if words.BEFORE_LABEL.search(once) or _is_any((words.OPTION, words.WISH), label) or is_for_later(label):
            return True
        if len(label) <= _LABEL_LENGTH and _is_any(_NOTHING_LABELS, label):
            return True
    return False


def manner_of(path: str, blocks: Blocks) -> Manner:
    """How the document at `path` speaks, by its name, its title and its headings."""
    folder, _, file = path.rpartition("/")
    name = file.rpartition(".")[0].replace("_", " ").replace("-", " ")
    if name.lower() == "readme" and words.FOLDER_OF_SERVERS.search(folder):
        name = "deployment"  # it introduces what lies there, and not the project
    headings = [statement for statement in blocks.statements if statement.form is Form.HEADING]
    title = titles.title_of(blocks)
    readme = name.lower().startswith("readme") and not titles.leads_to_servers(title)
    called = name if readme else f"{name} {title}"
    infra = bool(words.INFRA_TITLE.search(called) or (not readme and words.SERVER.search(called)))
    mends = infra and not readme and bool(words.MENDS_TITLE.search(title))
    guide = mends or bool(words.GUIDE_TITLE.search(called))
    problems = sum(1 for one in headings if _is_problem(one, guide=guide))
    # A product that analyses things is named in the title of its guide; what the file is called decides.
    named = words.GUIDE_TITLE.search(name) is not None and words.ANALYSIS_TITLE.search(name) is None
    # So does a title that ends in "… デプロイ手順書": the words before are the product's, or the class's.
    named = named or (titles.leads_to_servers(title) and words.TROUBLE_HEADING.search(called) is None)
    analysis = not readme and not named and bool(words.ANALYSIS_TITLE.search(called))
    return Manner(
        readme=readme,
        analysis=analysis or (problems >= _MANY_PROBLEMS and problems * 4 > len(headings)),
        guide=guide,
        making=not readme and bool(words.MAKING_HEADING.search(name)),
        infra=infra,
        instructing=instructing_in(blocks),
        typed=typed_in(blocks),
        unchosen=unchosen(headings),
        standing=standing(blocks.statements),
        decided=decided(blocks.statements),
        title=headings[0].line if headings and not words.GUIDE_TITLE.search(headings[0].text) else 0,
    )


_MANY_PROBLEMS = 4


def _is_problem(statement: Statement, *, guide: bool) -> bool:
    """It heads a chapter on a problem; what a guide says of troubles, or of their mending, makes it no analysis."""
    if not words.PROBLEM_HEADING.search(statement.text):
        return False
    above = (heading.text for heading in statement.trail.headings)
    return not guide or not (
        words.PROCEDURE_HEADING.search(statement.text) or any(words.TROUBLE_HEADING.search(text) for text in above)
    )


def mood_of(statement: Statement, manner: Manner) -> Mood:
    """Judge one statement by the section that it stands in and by its own words."""
    context = manner.context(statement.trail)
    if (context in _SILENT or statement.ticked is False) and not is_ticked_off_list(statement):
        return Mood(None)
    negated = words.NEGATION.search(words.NOT_NEGATION.sub("", statement.text)) is not None
    if any(says_nothing(statement, context) for says_nothing in _SAYS_NOTHING):
        return Mood(None, negated)
    claimed = is_done(statement) or words.DONE.search(statement.text) is not None or is_left_to_script(statement)
    told = not claimed and _is_told(statement, context, manner)
    return Mood(EvidenceKind.INSTRUCTED if told else EvidenceKind.CLAIMED, negated)


def _wished(statement: Statement, context: Context) -> bool:
    # What a remark in brackets recommends beside a value, or gives as its example, does not take the value back.
    text = without_growth(_of_field(statement))
    if put_off(statement.text, statement.pairs, statement.cells) or _is_any(
        (words.WISH, words.OPTION, words.QUESTION), text
    ):
        return True
    if context is Context.STEPS and (statement.pairs or statement.form is Form.STEP):
        return False
    return words.ADVICE.search(text) is not None or (
        context is not Context.STEPS and words.NEED.search(text) is not None
    )


def _of_field(statement: Statement) -> str:
    """What it says, of a field of the console without what follows its value: "t3.small => later t3.medium"."""
    if not statement.pairs:
        return _EXAMPLE.sub("", statement.text)
    key, value = statement.pairs[0]
    if statement.form is not Form.ROW and words.SETTING_KEY.search(key) and words.VALUE.search(value):
        return f"{key}: {_BEHIND_VALUE.split(value, maxsplit=1)[0]}"
    return _REMARK.sub("", statement.text)


_BEHIND_VALUE = regex(r"\s*(?:=>|⇒|→|※|//|#|[(（])|[,、]\s|\s[-–—]\s")
_REMARK = regex(
    r"(?<=\S)\s*[(（](?:[^()（）]*(?:권장|추천|recommend|推奨)|\s*(?:e\.g\.|for example\b|예를 들(?:어|면)|例えば))"
    r"[^()（）]*[)）]",
    re.IGNORECASE,
)


_EXAMPLE = regex(r"(?<=\w)\s*[(（]\s*(?:e\.g\.|for example\b|예를 들(?:어|면)|例えば)[^()（）]*[)）]", re.IGNORECASE)


def _quoted_as_old(statement: Statement, _: Context) -> bool:
    key, value = next(iter(statement.pairs), ("", ""))
    if _UNSET.search(value) or (words.SETTING_KEY.search(key) and _CROSSED.match(value)):
        return False  # a field that is left off, and not what was there before
    return statement.form is not Form.HEADING and words.BEFORE_LABEL.search(statement.text) is not None


_UNSET = regex(
    r"(?i)^[^\w\n]{0,3}(?:click to )?(?:un-?(?:check|select|tick)|deselect)|^(?:체크|선택) ?해제|^チェックを?[外は]"
)
_CROSSED = regex(
    r"[❌✗✘✖]\s*(?:no\b|none|off|disabled?|아니[요오]|비활성|미사용|사용 ?안|없음|いいえ|無効|なし|オフ|しない|$)",
    re.IGNORECASE,
)


def _explained(statement: Statement, _: Context) -> bool:
    text = statement.text
    explained = not statement.pairs and words.EXPLANATION.search(text) is not None and not tells_of_ours(text)
    return explained or tells_of_others(text)


def _in_idle_table(statement: Statement, _: Context) -> bool:
    return any(_NOTHING_COLUMNS.search(column) for column in statement.columns)


_SAYS_NOTHING: tuple[Callable[[Statement, Context], bool], ...] = (
    _wished,
    _quoted_as_old,
    _explained,
    _in_idle_table,
)


def _is_told(statement: Statement, context: Context, manner: Manner) -> bool:
    if is_console_way(statement):
        return True
    trail = statement.trail
    # In a README a list of what is used looks like a list of settings: only steps around it make it one.
    firm = not manner.readme or any(one.line in manner.instructing or one.is_step for one in trail.headings[-1:])
    concrete = bool(statement.pairs) or words.VALUE.search(statement.text) is not None
    if firm and concrete and any(words.IMPERATIVE.search(parent) for parent in trail.parents):
        return True
    told = words.IMPERATIVE.search(statement.text) is not None
    if context is Context.FEATURE:
        return firm and told and statement.form is Form.STEP
    field = any(words.SETTING_KEY.search(key) for key, _ in statement.pairs)
    if context is Context.PLAIN:
        if any(ON_SERVERS.match(one) for one in statement.typed) and _is_typed(statement, manner):
            return True
        typed = bool(statement.typed) and (statement.form is Form.STEP or _is_typed(statement, manner))
        return firm and (told or typed or (field and (manner.guide or manner.infra) and not manner.readme))
    if told or statement.form in (Form.STEP, Form.HEADING) or statement.is_row_of_steps or _is_typed(statement, manner):
        return True
    return firm and (field or (_is_making(trail, manner) and (concrete or _is_choice(statement))))


def _is_typed(statement: Statement, manner: Manner) -> bool:
    """The line is a command and nothing else; an item of a list may also be one of those to choose from."""
    listed = statement.form is Form.ITEM and ((manner.infra and not manner.readme) or _on_server(statement))
    return (listed or statement.form is Form.LINE) and is_command(statement)


def _on_server(statement: Statement) -> bool:
    """In a README, a command of a list is for a server where a chapter names one, or only root there may run it."""
    if statement.text.startswith("sudo ") or ON_SERVERS.match(statement.text):
        return True
    chapters = [heading.text for heading in statement.trail.headings if heading.level > 1]
    return words.first_match(words.SERVER, chapters) is not None


def _is_making(trail: Trail, manner: Manner) -> bool:
    told = [heading for heading in trail.headings if not manner.names_project(heading)]
    if told and told[-1].line in manner.instructing:
        return True
    return manner.making or any(words.MAKING_HEADING.search(heading.text) for heading in told)


def _is_choice(statement: Statement) -> bool:
    headings = statement.trail.headings
    return statement.form is Form.ITEM and bool(headings) and bool(words.MAKING_HEADING.search(headings[-1].text))
