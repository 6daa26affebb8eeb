"""Texts that PowerShell sends into files are read as what the files are, on their own lines."""

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Fact, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.powershell.files import files_written
from holdfast.readers.repository.powershell.reader import READER

_OPTIONS = "option_settings:\n  aws:autoscaling:asg:\n    MinSize: 1\n    MaxSize: 4\n"


def facts(text: str) -> list[Fact]:
    readings = list(READER.read(Snippet("deploy.ps1", text)))
    assert not any(getattr(one, "reason", None) is GapReason.MALFORMED for one in readings)
    return [one for one in readings if isinstance(one, Fact)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('@"', '"@ | Out-File -FilePath "$FOLDER/.ebextensions/01.config" -Encoding UTF8'),
        ("@'", "'@ | Set-Content .ebextensions\\01.config"),
        ("@'", "'@ > .ebextensions/01.config"),
        ("Set-Content -Path '.ebextensions/01.config' -Value @'", "'@"),
        ('$options = @"', '"@\n$options | Out-File ".ebextensions\\01.config" -Encoding utf8'),
        ('$options = @"', '"@\n\nSet-Content -Path .ebextensions/01.config -Value $options'),
        ('$options = @"', '"@\n$options > .ebextensions/01.config'),
        ('$options = @"', '"@\n[System.IO.File]::WriteAllText(".ebextensions/01.config", $options)'),
        ('    $options = @"', '"@\n    $Options | Out-File .ebextensions/01.config'),
    ],
)
def test_options_of_beanstalk_that_become_a_file_say_how_many_hosts_there_are(before: str, after: str) -> None:
    found = [one for one in facts(f"{before}\n{_OPTIONS}{after}\neb deploy\n") if isinstance(one, Workload)]
    assert [(one.at.start_line, one.minimum, one.maximum) for one in found] == [(4, 1, 4)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('Write-Host @"', '"@'),
        ('$help = @"', '"@\nWrite-Host $help'),
        ('@"', '"@ | Out-File -FilePath notes.txt'),
        ('$options = @"', '"@\n$other | Out-File .ebextensions/01.config'),
    ],
)
def test_a_text_that_is_only_shown_is_no_file(before: str, after: str) -> None:
    assert not any(isinstance(one, Workload) for one in facts(f"{before}\n{_OPTIONS}{after}\n"))


def test_what_stands_behind_the_text_is_run_as_before() -> None:
    text = "@'\n{}\n'@ | Out-File task.json\ndocker push registry.example.com/shop:latest\n"
    assert [one.at.start_line for one in facts(text)] == [4]


def test_each_text_has_its_own_path() -> None:
    rows = [
        '$a = @"',
        "{}",
        '"@',
        '$b = @"',
        "{}",
        '"@',
        "$b | Out-File b.json",
        '$a | Set-Content -Path "conf\\a.json"',
        "",
    ]
    assert files_written(rows) == {1: "conf/a.json", 4: "b.json"}


def test_a_text_without_end_becomes_no_file() -> None:
    assert files_written(["Set-Content -Path a.json -Value @'", "{}"]) == {}
