"""Alarms that a command has call nobody."""

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, Swap, Watched
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides import READER
from holdfast.readers.repository.shell import READER as SCRIPTS
from holdfast.readers.repository.shell import facts_of
from tests.readers.repository.many import read_files

OFF = "aws cloudwatch disable-alarm-actions --alarm-names shop-cpu shop-disk\n"
ON = "aws cloudwatch enable-alarm-actions --alarm-names shop-cpu shop-disk\n"


def silent(text: str) -> list[tuple[str | None, Watched, bool | None]]:
    facts = facts_of(Snippet("ops/quiet.sh", text))
    return [(one.name, one.watches, one.notifies) for one in facts if isinstance(one, Alarm)]


def test_alarms_whose_actions_are_switched_off_call_nobody() -> None:
    assert silent(OFF) == [("shop-cpu", Watched.CPU, False), ("shop-disk", Watched.DISK, False)]


def test_those_that_are_switched_on_again_do() -> None:
    assert silent(f"{OFF}./maintain.sh\n{ON}") == []


def test_a_guide_may_switch_them_on_again_in_another_block() -> None:
    head, fence = "# Production alarms on AWS\n\nOn the server, run:\n\n", "```bash\n{}```\n\n"

    def told(text: str) -> list[Alarm]:
        facts = READER.read(Snippet("docs/alarms.md", head + text, kind=EvidenceKind.INSTRUCTED))
        return [fact for fact in facts if isinstance(fact, Alarm) and fact.notifies is False]

    assert len(told(fence.format(OFF))) == 2
    assert not told(f"{fence.format(OFF)}Afterwards:\n\n{fence.format(ON)}")


def test_commands_for_the_disk_of_a_host_are_known_without_a_fence() -> None:
    text = "# Server (AWS EC2)\n\n1. Swap on the server:\n\n       fallocate -l 2G /swap\n       mkswap /swap && swapon /swap\n"
    facts = READER.read(Snippet("docs/server.md", text, kind=EvidenceKind.INSTRUCTED))
    assert [one.at.start_line for one in facts if isinstance(one, Swap)] == [5]


def test_another_script_may_switch_them_on_again() -> None:
    def told(**files: str) -> list[Alarm]:
        return [fact for fact in read_files(SCRIPTS, **files) if isinstance(fact, Alarm)]

    assert len(told(**{"ops/quiet.sh": OFF})) == 2
    assert told(**{"ops/quiet.sh": OFF, "ops/loud.sh": ON}) == []


def test_a_script_that_silences_thousands_of_alarms_is_read_to_its_end() -> None:
    assert len(silent(f"# enable-alarm-actions comes later\n{OFF * 700}")) == 1_400
