"""Ways into a host over SSH: those of pipelines, and those of people and of the scripts that they run."""

import re
from collections.abc import Iterator

from holdfast.controls.common import claimed, files, places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Credential, CredentialForm, Deployment, Fact, Ingress, Login
from holdfast.model.findings import Check, Finding, Severity
from holdfast.model.regex import regex

SSH_FROM_CI = Check("access.ssh-from-ci", Severity.WARNING, references=("config:EC2_NO_AMAZON_KEY_PAIR",))
SSH_BY_HAND = Check("access.ssh-by-hand", Severity.WARNING, references=("config:EC2_NO_AMAZON_KEY_PAIR",))

_SHOWN = 3  # of one file: the others are the same way in
_TYPED = 1  # of one guide: whoever logs in once types all the other commands in the same way
_SCRIPT_FOLLOWS = "<<"


def judge_logins(view: View) -> Iterator[Finding]:
    """Judge those of pipelines and of keys on disks first; a login as root is another check's."""
    taken = _from_a_disk(view)
    doors = _kept_for_releases(view)
    by_pipelines = tuple(_from_ci(view, _that_release(view, taken), doors))
    yield from by_pipelines
    people = _over_ssh(view, by_pipelines=False)
    told = tuple(fact for fact in people if not is_root_login(fact))
    accused = {fact.at.path for fact in taken}
    # Where people get in so, a chapter that may be left out shows it as well.
    told = (*told, *claimed(view, Login, _is_of_a_person)) if told else ()
    by_hand = tuple(fact for fact in _first_of_each_file(told) if fact.at.path not in accused)
    if by_hand:
        shown = () if by_pipelines else doors
        # What a guide tells goes with the door that stands open for machines; the way by hand is a remark beside it.
        # So it is where another way in is set up, and templates leave the door to single addresses or to nobody.
        beside = bool(by_pipelines) or _is_put_aside(view)
        remark = beside and all(fact.kind is not EvidenceKind.CODED for fact in by_hand)
        severity = Severity.NOTICE if remark else None
        yield SSH_BY_HAND.failed(*places(by_hand), *places(shown, most=1), severity=severity, where=files(by_hand))
    elif doors and not by_pipelines and not solid(view, Login, lambda fact: fact.method == "ssm"):
        yield SSH_FROM_CI.failed(*places(doors, most=1), where=files(doors[:1]))


def _is_put_aside(view: View) -> bool:
    """Templates have hosts entered by Session Manager, and let SSH in from single addresses or from nowhere."""
    doors = solid(view, Ingress, lambda one: one.kind.strength >= EvidenceKind.DECLARED.strength)
    managed = solid(view, Login, lambda one: one.method == "ssm" and one.kind is not EvidenceKind.INSTRUCTED)
    wide = (one for one in doors if one.from_port <= _SSH <= one.to_port and not all(map(_SINGLE.search, one.sources)))
    return bool(doors) and bool(managed) and not any(wide)


_SINGLE = regex(r"/(?:32|128)$|^\$\{|^sg-")
"""One address, or what somebody gives when the template is applied."""


def _kept_for_releases(view: View) -> tuple[Ingress, ...]:
    """Where SSH's port stays open, to whomever, because releases come through it: what says so keeps the door."""
    return solid(
        view,
        Ingress,
        lambda one: (
            one.from_port == one.to_port == _SSH
            and not {"0.0.0.0/0", "::/0"} & set(one.sources)
            and _FOR_RELEASES.search(one.at.quote) is not None
        ),
    )


_SSH = 22
_FOR_RELEASES = regex(
    r"deploy(?!ed\b)|デプロイ|배포|リリース|jenkins|젠킨스|(?:github|gitlab)(?!\.com)"
    r"|circle ?ci|codebuild|\bci(?:/cd)?\b|\brunners?\b",
    re.IGNORECASE,
)


def _over_ssh(view: View, *, by_pipelines: bool) -> tuple[Login, ...]:
    """Those of pipelines or all others; a command of Ansible's goes in as the inventory says of its hosts."""
    managed = bool(solid(view, Login, lambda fact: fact.method == "ssm" and fact.tool == "ansible"))
    found = solid(view, Login, lambda fact: fact.method == "ssh" and (fact.actor == "workflow") is by_pipelines)
    return tuple(fact for fact in found if not (managed and fact.tool == "ansible"))


def _is_of_a_person(login: Login) -> bool:
    return login.method == "ssh" and login.actor == "person" and not is_root_login(login)


def is_root_login(login: Login) -> bool:
    """Somebody logs in over SSH as root."""
    return login.user == "root" and login.method == "ssh"


def credentials_of(view: View, form: CredentialForm, holders: tuple[str, ...]) -> tuple[Credential, ...]:
    """What one of `holders` shows of that form to be let in."""
    return solid(view, Credential, lambda fact: fact.form is form and fact.holder in holders)


def _from_ci(view: View, taken: tuple[Login, ...], doors: tuple[Ingress, ...]) -> Iterator[Finding]:
    logins = _over_ssh(view, by_pipelines=True)
    # A login as root was accused at its user's line; the step that logs in over SSH is the same step.
    other = _that_work(tuple(fact for fact in logins if not is_root_login(fact)))
    keys = (
        *credentials_of(view, CredentialForm.SSH_KEY, ("workflow",)),
        *credentials_of(view, CredentialForm.PASSWORD, ("workflow",)),
    )
    known = {fact.at.path for fact in logins}
    # Where the login itself is known, the key that it shows adds no second place; where it comes from does.
    shown = tuple(fact for fact in keys if fact.at.path not in known or fact.handed or _is_put_there(fact))
    if known:
        shown = tuple(fact for fact in shown if fact.kind is not EvidenceKind.INSTRUCTED or _has_kept(fact))
    found: tuple[Fact, ...] = (*other, *shown, *taken)
    if found:
        handed = {fact.at.path for fact in shown if fact.handed}
        told = places((*_with_a_key_beside(other, handed), *shown, *taken))
        yield SSH_FROM_CI.failed(*told, *places(doors, most=1), where=files(found))


def _is_put_there(key: Credential) -> bool:
    """A guide has somebody register the key, and shows further down the pipeline that takes it from there."""
    return key.kind is EvidenceKind.INSTRUCTED and "${{" not in key.at.quote


def _has_kept(key: Credential) -> bool:
    """A guide has somebody keep the key for a pipeline; what it only tells of the pipeline stands in that itself."""
    described = _DESCRIBED.search(key.at.quote) is not None and _ASKED.search(key.at.quote) is None
    return key.holder == "workflow" and not described


_DESCRIBED = regex(
    r"(?i)\b(?:scps|ssh(?:e?s|'s)|rsyncs|copies|uploads|connects|logs in|transfers|sends|authenticates|pushes"
    r"|pulls|deploys|uses|runs)\b|(?:접속|연결|사용|복사|전송|배포|로그인)(?:합니다|한다|해요|됩니다|된다|하고|하여|해서)"
    r"|(?:接続|使用|利用|転送|コピー|デプロイ|ログイン)(?:します|される|されます|する|して)"
)
_ASKED = regex(
    r"(?i)\b(?:add|set|create|register|configure|define|store|put|paste|enter|save|need(?:s|ed)?|required?)\b"
    r"|등록|추가|설정|저장|입력|필요|넣|登録|追加|設定|保存|入力|必要"
)


def _with_a_key_beside(logins: tuple[Login, ...], handed: set[str]) -> Iterator[Login]:
    """The first logins of each file; where the key that all of them use is shown, the one that runs a script alone."""
    yield from _first_of_each_file(tuple(fact for fact in logins if fact.at.path not in handed))
    alone: dict[str, Login] = {}
    for fact in sorted(logins, key=lambda one: _SCRIPT_FOLLOWS not in one.at.quote):
        if fact.at.path in handed:
            alone.setdefault(fact.at.path, fact)
    yield from alone.values()


def _from_a_disk(view: View) -> tuple[Login, ...]:
    """The first logins of each script that takes a key's file with it: whoever holds a copy of that file is let in."""
    taken = {fact.at.path for fact in credentials_of(view, CredentialForm.SSH_KEY, ("person",))}
    logins = solid(view, Login, lambda fact: fact.method == "ssh" and fact.actor == "script" and fact.at.path in taken)
    coded = tuple(fact for fact in logins if fact.kind is EvidenceKind.CODED)
    return tuple(fact for fact in _first_of_each_file(coded) if not is_root_login(fact))


def _that_release(view: View, taken: tuple[Login, ...]) -> tuple[Login, ...]:
    """Without those of scripts that set something up once, where each release goes in that way as well."""
    releasing = {fact.at.path for fact in solid(view, Deployment)}
    each = tuple(fact for fact in taken if fact.at.path in releasing)
    return each if each or _over_ssh(view, by_pipelines=True) else taken


def _that_work(logins: tuple[Login, ...]) -> tuple[Login, ...]:
    """Without those that only try the way in, where the same file takes it to do something."""
    working = {fact.at.path for fact in logins if not fact.tries}
    return tuple(fact for fact in logins if not (fact.tries and fact.at.path in working))


def _first_of_each_file(logins: tuple[Login, ...]) -> tuple[Login, ...]:
    """At most so many of each guide, and as many as are shown at all of what is run."""
    by_file: dict[str, list[Login]] = {}
    for fact in logins:
        by_file.setdefault(fact.at.path, []).append(fact)
    return tuple(fact for facts in by_file.values() for fact in _shown(facts))


def _shown(logins: list[Login]) -> list[Login]:
    typed = [fact for fact in logins if fact.kind is EvidenceKind.INSTRUCTED]
    further = set(typed[_TYPED:])
    return [fact for fact in logins if fact not in further][:_SHOWN]
