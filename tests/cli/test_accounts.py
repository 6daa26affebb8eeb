"""`holdfast check --accounts` as a user runs it: options, files, exit codes."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from holdfast.actions.accounts import Request
from holdfast.actions.read import Progress
from holdfast.cli.main import main
from holdfast.readers.account import sts
from holdfast.reports.accounts import AccountEntry, Summary, assessed, summarised, unreadable
from holdfast.rig.aws import EmbeddedAws
from tests.reports.documents import DOCUMENT, EMPTY

OPEN = assessed("111111111111", "shop", DOCUMENT, whole=True)
HELD = assessed("222222222222", "", EMPTY, whole=True)
DENIED = unreadable("333333333333", "closed", "denied", "AccessDenied")

Shown = tuple[int, str, str]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Shown]:
    """Run `holdfast check`: its exit code, standard output and standard error."""

    def run(*arguments: str | Path) -> Shown:
        with pytest.raises(SystemExit) as ended:
            main(["check", *map(str, arguments)])
        shown = capfd.readouterr()
        return int(str(ended.value.code)), shown.out, shown.err

    return run


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[AccountEntry]:
    """The entries that the accounts give, instead of any account; the requests are remembered by `asked`."""
    entries = [OPEN, HELD]

    def check_accounts(
        request: Request,
        *,
        now: datetime,
        progress: Progress,
        told: Callable[[AccountEntry], AccountEntry],
    ) -> Summary:
        ASKED.append(request)
        progress(len(entries), len(entries))
        return summarised([told(entry) for entry in entries], generated_at=now.isoformat(), role=request.role)

    monkeypatch.setattr("holdfast.actions.accounts.check_accounts", check_accounts)
    ASKED.clear()
    return entries


ASKED: list[Request] = []
MANY = ("--accounts", "list", "--role", "check")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--accounts", "list"), "add --role"),
        (("--role", "check"), "add --accounts"),
        (("--executor", "threads"), "add --accounts"),
        ((*MANY, "--account"), "means one account"),
        ((*MANY, "--embedded"), "means one account"),
        ((*MANY, "--format", "html"), "--output FOLDER"),
        ((*MANY, "--format", "html", "--output", "x.html"), "--output FOLDER"),
        ((*MANY, "--output", "nowhere/x.json"), "no such folder"),
        ((*MANY, "--executor", "ray://x"), "dask://HOST:PORT"),
        (MANY, "list: cannot be read"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_do(
    arguments: tuple[str, ...],
    said: str,
    run: Callable[..., Shown],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("entries", "level", "code"),
    [
        ([OPEN, HELD], "critical", 1),
        ([OPEN, DENIED], "warning", 1),
        ([HELD, DENIED], "warning", 3),
        ([HELD], "notice", 0),
        ([OPEN, DENIED], "never", 0),
    ],
)
def test_the_exit_code_is_that_of_all_accounts(
    entries: list[AccountEntry], level: str, code: int, given: list[AccountEntry], run: Callable[..., Shown]
) -> None:
    given[:] = entries

    assert run(*MANY, "--fail-on", level)[0] == code


def test_the_summary_is_shown_and_only_a_given_path_is_judged_with_it(
    given: list[AccountEntry], run: Callable[..., Shown], tmp_path: Path
) -> None:
    _, out, err = run(*MANY, "--locale", "en", "--region", "eu-west-1", "--profile", "audit")
    run(tmp_path, *MANY, "--executor", "dask://host:1")

    assert "111111111111  shop" in out
    assert err == ""
    assert [request.root for request in ASKED] == [None, tmp_path]
    assert [request.executor for request in ASKED] == ["threads", "dask://host:1"]
    assert (ASKED[0].options.profile, ASKED[0].options.regions, ASKED[0].whole) == ("audit", ("eu-west-1",), False)


def test_json_is_one_document_with_every_assessment(given: list[AccountEntry], run: Callable[..., Shown]) -> None:
    given.append(DENIED)

    document = json.loads(run(*MANY, "--format", "json")[1])

    assert [one["assessment"] and one["assessment"]["schema"] for one in document["accounts"]] == [
        "holdfast.assessment/1",
        None,
        "holdfast.assessment/1",
    ]


@pytest.mark.parametrize(("form", "ending"), [("text", "json"), ("json", "json"), ("html", "html"), ("sarif", "sarif")])
def test_a_folder_gets_each_assessment_and_the_summary(
    form: str, ending: str, given: list[AccountEntry], run: Callable[..., Shown], tmp_path: Path
) -> None:
    given.append(DENIED)
    folder = tmp_path / "new" / "folder"

    code, out, _ = run(*MANY, "--format", form, "--output", folder, "--locale", "en")

    summary = json.loads((folder / "accounts.json").read_text(encoding="utf-8"))
    files = {f"{one.account}.{ending}" for one in (OPEN, HELD)}
    assert code == 1
    assert {path.name for path in folder.iterdir()} == {"accounts.json", *files}
    assert {one["file"] for one in summary["accounts"]} == {"", *files}
    assert all(one["assessment"] is None for one in summary["accounts"])
    assert "access.ssh-open-to-world" in (folder / f"{OPEN.account}.{ending}").read_text(encoding="utf-8")
    assert "! 333333333333 closed: permission denied" in out


def test_a_file_gets_the_summary(given: list[AccountEntry], run: Callable[..., Shown], tmp_path: Path) -> None:
    code, out, _ = run(*MANY, "--output", tmp_path / "summary.txt", "--locale", "en")

    assert (code, out) == (1, "")
    assert "111111111111" in (tmp_path / "summary.txt").read_text(encoding="utf-8")


def test_what_stands_in_the_way_of_the_folder_is_told(
    given: list[AccountEntry], run: Callable[..., Shown], tmp_path: Path
) -> None:
    (tmp_path / "taken").touch()

    code, _, err = run(*MANY, "--output", tmp_path / "taken")

    assert code == 2
    assert "cannot be a folder" in err
    assert ASKED == []


@pytest.fixture(scope="module")
def organization() -> Iterator[list[str]]:
    """An organization of three accounts, one of them closed; the reader is one, to be quick."""
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as aws:
        patch.setattr("holdfast.actions.account.readers", lambda: (sts.READER,))
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        client = aws.client("organizations")
        client.create_organization(FeatureSet="ALL")
        made = [client.create_account(AccountName=name, Email=f"{name}@example.com") for name in ("shop", "old")]
        numbers = [one["CreateAccountStatus"]["AccountId"] for one in made]
        client.close_account(AccountId=numbers[1])
        yield [str(aws.client("sts").get_caller_identity()["Account"]), numbers[0]]


@pytest.mark.integration
def test_an_organization_is_judged_account_by_account(
    organization: list[str], run: Callable[..., Shown], tmp_path: Path
) -> None:
    code, out, err = run("--accounts", "organization", "--role", "audit/check", "--output", tmp_path, "--locale", "ko")

    assert (code, err) == (1, "")
    assert {path.stem for path in tmp_path.iterdir()} == {"accounts", *organization}
    assert all(number in out for number in organization)
    assert "활성 상태가 아니어서 제외: 1개" in out
