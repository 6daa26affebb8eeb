"""How one application gets its settings, collected while its files are read, and the facts that follow."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field
from itertools import islice

from holdfast.model.evidence import MAX_LINES, EvidenceKind, Location
from holdfast.model.facts import ConfigurationLoader, Fact, ReadsSetting, RequiredSettings
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import (
    is_missed,
    is_needed,
    is_own_host,
    is_secret,
    is_told,
    is_wanted,
    leads_astray,
    leads_nowhere,
    leads_to_own_machine,
    may_be_left_out,
    opens,
    services,
    signs,
)
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.in_parts import with_parts, with_whole
from holdfast.readers.repository.source.configuration.lenient import only_told
from holdfast.readers.repository.source.configuration.made_up import filled_in, made_up
from holdfast.readers.repository.source.configuration.members_instead import taken_instead
from holdfast.readers.repository.source.configuration.once import matters, once, once_for_names
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.reads_apart import apart

_CONNECTS = regex(r"(?i)^(?:database|db|pg|mongo\w*|mysql|postgres\w*)_?(?:ur[il]|host|dsn)$|jwt|session|secret_?key")
"""What an application is nothing without: passing it over is no choice of anybody's."""
_ADDRESS = regex(r"(?i)(?:^|_)(?:port|host|hostname)$")
"""Mostly told by the platform, and yet nothing to go without where the program has no value of its own."""

_OWN_PATH = regex(r"/?(?:[a-z][\w-]{0,30}/){1,3}|/(?:api|static|media|admin|uploads|files)(?:/[\w-]{1,30}){0,2}")
_EVERY_ADDRESS = frozenset(("0.0.0.0", "::"))  # noqa: S104 (only compared)

_OWN_RESOURCE = regex(
    r"^[a-z\d.-]{0,60}(?<!\d)\d{12}(?!\d)[a-z\d.-]{0,20}$|^[a-z]{2}(?:-[a-z]{1,12}){1,3}-\d_[A-Za-z\d]{9}$|^(?=[a-z]{0,25}\d)[a-z\d]{26}$"
)
"""A bucket or an account by its number, a pool of Cognito's or its client: the product's own, and not to be missed."""
_FEW = 2
_VARIABLE = regex(r"[A-Z][A-Z0-9_]{1,80}")
"""A variable of the environment: a key in a file of settings tells by the keys around it, too, what it is for."""
_MOST_LINES = 30
_MOST_DEFAULTS = 24
"""Default secrets reported one by one: each of them wants mending."""


@record(frozen=False)
class SettingsUse:
    """Everything one application does to get its settings.

    Args:
        kind: how strongly the facts speak.
        reads: names that are read, with their first place.
        looked_up: how many of the first `reads` stand where the program looks them up, not in a list.
        tuned: names with a built-in value that the application works with just as well.
        empty: names for which an empty text stands in.
        filled_in: names that the program gives a value of its own where they are missing: later checks find one.
        own_hosts: names for which a database on the own machine stands in, with their first place.
        validated: lists that a tool or a loop validates.
        reactions: what happens at single places.
        raising: look-ups that raise by themselves, told after what people wrote around theirs.
        anchors: places of loading with their weight (highest wins) and source: where a silent loader is shown.
        unchecked: where a framework loads all there is, asks for nothing, and hands it to whoever wants some.
        central: the file that reads most settings; it shows a silent loader when nothing loads them.
    """

    kind: EvidenceKind = EvidenceKind.CODED
    reads: dict[str, Location] = field(default_factory=dict)
    looked_up: int = 0
    tuned: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    filled_in: set[str] = field(default_factory=set)
    own_hosts: dict[str, Location] = field(default_factory=dict)
    validated: list[RequiredSettings] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    raising: list[Reaction] = field(default_factory=list)
    anchors: list[tuple[int, Location, str]] = field(default_factory=list)
    unchecked: list[Location] = field(default_factory=list)
    central: Snippet | None = None

    def join(self, other: "SettingsUse") -> int:
        """Add what another file does, later in the order of files; gives how many names it looks up first."""
        first = sum(name not in self.reads for name in islice(other.reads, other.looked_up))
        for name, at in other.reads.items():
            self.reads.setdefault(name, at)
        self.tuned |= other.tuned
        self.empty |= other.empty
        self.filled_in |= other.filled_in
        self.own_hosts = {**other.own_hosts, **self.own_hosts}
        self.validated += other.validated
        self.reactions += other.reactions
        self.raising += other.raising
        self.anchors += other.anchors
        self.unchecked += other.unchecked
        return first

    def read(self, name: str, at: Location) -> None:
        """Note that `name` is read at a place."""
        self.reads.setdefault(name, at)

    def make_up(self, source: Source) -> None:
        """Note keys that a file makes up: another copy of the program, or the next start, knows no token of theirs."""
        filled = tuple(filled_in(source))
        for name, start, end in filled:
            self.filled_in.add(name)
            made = Reaction("silent", (name,), source.at(start, end))
            # That it says so there is no other place of the same fault.
            said = (one for one in self.reactions if one.names != made.names or one.at != made.at)
            self.reactions = [*said, made]
        for name, start, end in made_up(source):
            if any(first <= start < last for _, first, last in filled):
                continue
            self.read(name, source.at(start, end))
            self.reactions.append(Reaction("silent", (name,), source.at(start, end)))
        # Words that a file takes where an object of settings has no secret are no better.
        for name, value, start, end in taken_instead(source):
            self.stands_in_for_secret(name, value, source.at(start, end))

    def falls_back(self, name: str) -> None:
        """Note that `name` has a built-in value for when it is missing."""
        if may_be_left_out(name):
            self.tuned.add(name)

    def stands_in(self, name: str, value: str, at: Location) -> None:
        """Note a built-in value that goes unnoticed: nothing at all, or what leads to the own machine.

        There browsers look for the product's pages then, or the application for its database.
        """
        if value in _EVERY_ADDRESS or (_OWN_PATH.fullmatch(value) and not is_secret(name)):
            self.tuned.add(name)  # where the program listens, or a path below its own address
        if _OWN_RESOURCE.search(value) and not is_secret(name):
            self.tuned.add(name)
        if not value:
            self.empty.add(name)
            if signs(name, at.quote):
                self.reactions.append(Reaction("silent", (name,), at))
        if is_own_host(name, value):
            self.own_hosts.setdefault(name, at)
        self.keeps_a_place(name, value, at)
        if leads_astray(name, value):
            self.reactions.append(Reaction("silent", (name,), at))

    def keeps_a_place(self, name: str, value: str, at: Location, source: str = "environment") -> None:
        """Note a built-in address that somebody was to fill in: the program starts, and serves nobody there."""
        if leads_nowhere(value):
            self.reactions.append(Reaction("silent", (name,), at, source=source))

    def stands_in_for_secret(self, name: str, value: str, at: Location) -> None:
        """The same of a setting that may be a secret, whose built-in value everybody who reads the program knows."""
        self.stands_in(name, value, at)
        if not value.strip("{}[] ") or not opens(name, value):
            return
        if not leads_to_own_machine(value):
            # A file is made anew, and nobody notices.
            missing = "silent" if value.startswith("sqlite") else "default"
            self.reactions.append(Reaction(missing, (name,), at))
        elif is_missed(name, value):
            self.reactions.append(Reaction("silent", (name,), at))

    def leave_out(self, present: re.Pattern[str], condition: str, names: tuple[str, ...]) -> None:
        """Note that the application does without `names`: what they are for is passed over when they are missing."""
        if names and not any(map(_CONNECTS.search, names)) and present.fullmatch(condition):
            self.tuned.update(names)

    def sort_out(self, refused: set[str]) -> None:
        """Note that somebody sorted the settings by what ends the program: the rest was left out on purpose."""
        self.tuned.update(name for name in self.reads if name not in refused and not is_vital(name))

    def only_told(self, source: Source) -> None:
        """Note what the helpers of a file do about a missing variable when that is only to say so."""
        for names, start, end in only_told(source):
            for name in names:
                self.read(name, source.at(start, end))
            needed = tuple(filter(is_needed, names))
            if needed or not names:
                self.reactions.append(Reaction("warns", needed, source.at(start, end), whole=True))

    def _is_needed(self, name: str) -> bool:
        return name not in self.tuned and is_needed(name) and not is_told(name)

    def require(self, names: tuple[str, ...], at: Location, tool: str, *, before_serving: bool | None = True) -> None:
        """Note a validated list."""
        every = tuple(dict.fromkeys(names))
        listed = RequiredSettings(kind=self.kind, at=at, names=every, before_serving=before_serving, tool=tool)
        self.validated.append(listed)

    def facts(self) -> Iterator[Fact]:
        """The facts of one application: lists, loaders, and each setting once."""
        self._let_go()
        self._never_missed()
        for name, at in self.reads.items():
            if is_told(name):
                continue
            secret = is_secret(name)
            optional = name in self.tuned or not (is_needed(name) or _ADDRESS.search(name))
            yield ReadsSetting(
                kind=self.kind,
                at=at,
                name=name,
                secret=secret,
                optional=optional and not secret,
                empty=name in self.empty,
            )
        yield from self.validated
        failing = [reaction for reaction in self._of("fails") if reaction.at_start is not False]
        promoted = self._promoted(failing)
        if promoted is not None:
            yield promoted
        listed = {name for fact in self.validated for name in fact.names}
        safe = with_whole(listed | {name for reaction in failing for name in reaction.names})
        early = {name for one in failing if one.at_start for name in one.names}
        yield from self._loaders(safe, with_whole(listed | early))
        shown: list[ConfigurationLoader] = []
        if not self.validated and promoted is None:
            told = [*failing, *self._of("default"), *self._of("warns"), *self._of("silent")]
            shown += self._silent({name for reaction in told for name in reaction.names})
        elif self.validated:
            whole = with_parts(listed, self.reads)
            shown += self._left_out(whole | {name for reaction in self.reactions for name in reaction.names})
        elif promoted is not None:
            shown += self._emptied(safe | {name for reaction in self.reactions for name in reaction.names})
        yield from shown
        yield from self._on_own_machine(safe, [at for one in shown for at in (one.at, *one.places.values())])

    def _let_go(self) -> None:
        """Note as a choice the one or two settings that are all a program reads, when they open and lead to nothing.

        A file to take further settings from, or a part to switch on, is not missed by whoever gives none.
        """
        told = {name for reaction in self.reactions for name in reaction.names}
        needed = [name for name in self.reads if self._is_needed(name) and name not in told]
        if len(needed) <= _FEW and all(map(_VARIABLE.fullmatch, needed)) and not any(map(matters, needed)):
            self.tuned.update(needed)

    def _never_missed(self) -> None:
        """Forget the checks that find what the program itself has filled in."""
        self.reactions = [one for one in self.reactions if one.missing != "fails" or not self._fills_in(one.names)]
        listed = (fact for fact in self.validated if not self._fills_in(fact.names))
        self.validated = [replace(one, names=tuple(n for n in one.names if n not in self.filled_in)) for one in listed]

    def _fills_in(self, names: tuple[str, ...]) -> bool:
        return bool(names) and self.filled_in.issuperset(names)

    def _of(self, missing: str) -> list[Reaction]:
        """Whoever asks what the platform tells asks where the program runs, and misses nothing."""
        told = (reaction for reaction in self.reactions if reaction.missing == missing)
        return [one for one in told if not one.names or not all(map(is_told, one.names))]

    def _promoted(self, failing: list[Reaction]) -> RequiredSettings | None:
        """Single checks that together cover more than half of what is needed are a required list too."""
        names = tuple(dict.fromkeys(name for reaction in failing for name in reaction.names if is_needed(name)))
        needed = {name for name in self.reads if self._is_needed(name)} | set(names)
        if self.validated or not names or 2 * len(names) <= len(needed):
            return None
        early = [reaction.at_start for reaction in failing]
        before = True if all(early) else None
        return RequiredSettings(
            kind=self.kind, at=self._span(failing), names=names, before_serving=before, tool="checks"
        )

    def _span(self, reactions: list[Reaction]) -> Location:
        """The lines of these reactions in the central file, or of the first one elsewhere."""
        snippet = self.central
        here = [r.at for r in reactions if snippet is not None and r.at.path == snippet.path]
        if snippet is None or not here:
            return reactions[0].at
        first = min(at.start_line for at in here)
        return snippet.at(first, max(at.end_line for at in here if at.end_line < first + MAX_LINES))

    def _loaders(self, safe: set[str], early: set[str]) -> Iterator[ConfigurationLoader]:
        """`early`: what is refused before the server listens; what is only said there, a visitor finds missing."""
        for reaction in once_for_names([one for one in self._of("fails") if one.at_start is not False])[:3]:
            yield self._loader(reaction)
        for reaction in once_for_names(self._of("warns")):
            if not reaction.names or not (early if reaction.at_start else safe).issuperset(reaction.names):
                yield self._loader(reaction)
        for reaction in once(self._of("default"))[:_MOST_DEFAULTS]:
            if not safe.issuperset(reaction.names):
                yield self._loader(reaction)
        for reaction in once(self._of("silent")):
            if not safe.issuperset(reaction.names) or (not reaction.names and not self.validated):
                yield self._loader(reaction)

    def _silent(self, safe: set[str]) -> Iterator[ConfigurationLoader]:
        told = {n for n, at in self.own_hosts.items() if n in self.reads and at.path != self.reads[n].path}
        names = tuple(name for name in self.reads if self._is_needed(name) and name not in safe | told)
        if not names and self.unchecked and not self.reactions:
            # Whoever wants a setting from it does so by ways that are not followed.
            yield ConfigurationLoader(kind=self.kind, at=self.unchecked[0], source="dotenv", missing="silent")
        if not names or any(reaction.whole and reaction.missing != "fails" for reaction in self.reactions):
            return
        reads = self._first_reads(names)
        if self.anchors:
            _, at, source = max(self.anchors, key=lambda anchor: anchor[0])
            if source == "dotenv" and at.path == reads.path and "dotenv" in at.quote.lower():
                # Settings modules open with that call by habit; what lets a setting go stands where it is read.
                at = reads
        else:
            at, source = reads, "environment"
        places = {"names": reads, **apart(self.reads, names, reads, at)}
        yield ConfigurationLoader(
            kind=self.kind, at=at, source=source, missing="silent", names=names[:40], places=places
        )

    def _on_own_machine(self, safe: set[str], shown: list[Location]) -> Iterator[ConfigurationLoader]:
        """Where a database on the own machine stands in, but for what stands among the lines that are shown anyway."""
        for name, at in self.own_hosts.items():
            among = any(one.path == at.path and one.start_line <= at.start_line <= one.end_line for one in shown)
            if name not in safe and not among:
                yield self._let_through((name,), at, None)

    def _left_out(self, told: set[str]) -> Iterator[ConfigurationLoader]:
        """A list that names no more than half of what is needed lets the rest through, like no list at all.

        All that one service is told counts once there: whoever goes without it goes without the whole of it.
        """
        first = self.validated[0]
        rest = tuple(n for n in self.reads if n not in told and n not in self.tuned and (is_needed(n) or is_wanted(n)))
        if not rest or not all(fact.names for fact in self.validated):
            return
        if len(told) <= services(rest, told):
            reads = self._first_reads(rest)
            # In one class, or among placeholders, those that need nothing stand beside others: they alone want mending.
            beside = reads.path == first.at.path and reads.start_line > first.at.end_line
            at = reads if beside or first.tool == "spring" else first.at
            yield self._let_through(rest, at, reads)
            return
        # It may still miss the one without which nothing works, or a secret for which the program has an empty text.
        vital = tuple(name for name in rest if is_vital(name) or (name in self.empty and is_wanted(name)))
        if vital:
            yield self._let_through(vital, self._first_reads(vital), None)

    def _emptied(self, told: set[str]) -> Iterator[ConfigurationLoader]:
        """Beside checks of most settings: what leads to the data store, which nobody checks."""
        names = tuple(n for n in self.reads if n not in told and n not in self.tuned and is_vital(n))
        if names:
            yield self._let_through(names, self._first_reads(names), None)

    def _let_through(self, names: tuple[str, ...], at: Location, reads: Location | None) -> ConfigurationLoader:
        return ConfigurationLoader(
            kind=self.kind,
            at=at,
            source="environment",
            missing="silent",
            names=names[:40],
            places={"names": reads} if reads is not None else {},
        )

    def _first_reads(self, names: tuple[str, ...]) -> Location:
        """The lines that read most of these settings in the central file, or the first in the file that reads most.

        Secrets for which an empty text stands in show best what is let through.
        """
        snippet = self.central
        here = [n for n in names if self.reads[n].path == (snippet and snippet.path)]
        if snippet is None or not here:
            per_file = Counter(self.reads[name].path for name in names)
            return max((self.reads[name] for name in names), key=lambda at: per_file[at.path])
        lines = sorted(self.reads[name].start_line for name in here)
        bare = sorted(self.reads[name].start_line for name in here if name in self.empty and is_secret(name))
        first = max(lines, key=lambda line: (_within(bare, line), _within(lines, line), -line))
        return snippet.at(first, max(line for line in lines if line < first + _MOST_LINES))

    def _loader(self, reaction: Reaction) -> ConfigurationLoader:
        return ConfigurationLoader(
            kind=self.kind, at=reaction.at, source=reaction.source, missing=reaction.missing, names=reaction.names
        )


def _within(lines: list[int], first: int) -> int:
    """How many of these lines, in order, stand among the first ones from there."""
    return bisect_left(lines, first + _MOST_LINES) - bisect_left(lines, first)


def asked_once(source: Source, read: Callable[[Source], SettingsUse]) -> SettingsUse:
    """What `read` makes of a file by itself; asked once, and kept with the file."""
    known = source.memo.get("settings")
    if not isinstance(known, SettingsUse):
        known = source.memo["settings"] = read(source)
        known.only_told(source)
        known.make_up(source)
    return known
