"""What readers said is kept from run to run, by what they hang on, and no fault of the place of that is one of theirs."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast.actions import package, readings
from holdfast.actions.apart import apart
from holdfast.actions.check import check
from holdfast.actions.readings import NO_MEMORY, Memory, Recall, Said
from holdfast.model.assessment import Assessment
from holdfast.model.evidence import EvidenceKind, Gap, Location
from holdfast.model.facts import Region
from holdfast.readers.repository.base import Apart, Reader, Reading, Snippet, Tree, not_apart
from holdfast.readers.repository.guides import reader

NOW = datetime(2026, 11, 30, tzinfo=UTC)
GUIDE = "# 배포\n\n## EC2\n\n- 인스턴스 유형: t3.small\n\n```bash\nssh -i key.pem ubuntu@52.78.10.11\n```\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for what is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "holdfast"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of two guides."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "deploy.md").write_text(GUIDE)
    (folder / "README.md").write_text("# Shop\n\nRuns on one EC2 instance.\n")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The guides that are read, in turn: all here, where there is one process."""
    paths: list[str] = []
    given = reader.read

    def noted(snippet: Snippet) -> Iterable[Reading]:
        paths.append(snippet.path)
        return given(snippet)

    monkeypatch.setattr(reader, "read", noted)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0})
    return paths


def judged(root: Path) -> Assessment:
    return check(root, now=NOW)


def kept(cache: Path) -> Path:
    (file,) = cache.glob("readings-*")
    return file


def test_a_guide_that_has_not_changed_is_not_read_again_and_says_the_same(root: Path, read: list[str]) -> None:
    first = judged(root)
    assert sorted(set(read)) == ["README.md", "deploy.md"]
    read.clear()

    assert judged(root) == first
    assert read == []


def test_of_two_guides_only_the_one_that_changed_is_read(root: Path, read: list[str]) -> None:
    judged(root)
    read.clear()
    (root / "deploy.md").write_text(GUIDE.replace("t3.small", "m7i.large"))

    assert "m7i.large" in repr(judged(root).controls)
    assert set(read) == {"deploy.md"}


def test_a_guide_under_another_name_is_read(root: Path, read: list[str]) -> None:
    judged(root)
    read.clear()
    (root / "deploy.md").rename(root / "staging.md")

    judged(root)
    assert set(read) == {"staging.md"}


def test_another_version_of_the_program_reads_for_itself(
    root: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = judged(root)
    read.clear()
    monkeypatch.setattr(readings, "_code", lambda: b"another")

    assert judged(root) == first
    assert set(read) == {"README.md", "deploy.md"}


def test_each_file_of_the_program_tells_it_from_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "ROOT", tmp_path)
    assert readings._code() == b""
    for name in ("model/facts/base.py", "readers/repository/guides/reader.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("first\n")
    seen = {readings._code()}
    for name in ("model/facts/base.py", "readers/repository/guides/reader.py", "readers/repository/guides/new.py"):
        (tmp_path / name).write_text("something longer\n")
        seen.add(readings._code())

    assert len(seen) == 4


def test_a_fault_of_a_reader_is_not_kept(root: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as faulty:
        faulty.setattr(reader, "read", lambda _snippet: 1 / 0)
        assert judged(root).gaps
    read.clear()

    assert not judged(root).gaps
    assert set(read) == {"README.md", "deploy.md"}


@pytest.mark.parametrize("damage", [b"", b"abc", b"\0" * 5_000, bytes(range(256)) * 100], ids=["no", "bit", "0", "any"])
def test_a_damaged_file_is_made_anew(root: Path, cache: Path, read: list[str], damage: bytes) -> None:
    first = judged(root)
    kept(cache).write_bytes(damage)
    read.clear()

    assert judged(root) == first
    assert set(read) == {"README.md", "deploy.md"}
    read.clear()
    judged(root)
    assert read == []


def test_what_was_damaged_within_a_file_is_read_once_more(root: Path, cache: Path, read: list[str]) -> None:
    first = judged(root)
    content = bytearray(kept(cache).read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    kept(cache).write_bytes(content)
    read.clear()

    assert judged(root) == first
    read.clear()
    assert judged(root) == first
    assert read == []


def test_nobody_else_may_read_what_is_kept_or_have_written_it(root: Path, cache: Path, read: list[str]) -> None:
    judged(root)
    assert kept(cache).stat().st_mode & 0o777 == 0o600
    kept(cache).chmod(0o666)
    read.clear()

    judged(root)
    assert set(read) == {"README.md", "deploy.md"}


def test_no_secret_of_a_guide_is_kept(root: Path, cache: Path) -> None:
    secret = "hQ7vT2mZ9xK4pL8w"
    (root / "deploy.md").write_text(
        f"{GUIDE}\n```bash\nexport DB_PASSWORD={secret}\nmysql -u root -p{secret} shop\n```\n"
    )

    judged(root)
    assert secret.encode() not in kept(cache).read_bytes()


def test_a_place_that_cannot_be_written_is_no_fault(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")

    assert judged(root).controls


def test_without_a_place_nothing_is_known_or_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "cache_folder", lambda: None)

    assert Memory.opened() is NO_MEMORY


EXAMPLE = Path(__file__).parents[2] / "examples" / "sweetorder" / "before"
FILES = sorted(str(path.relative_to(EXAMPLE)) for path in EXAMPLE.rglob("*") if path.is_file())


@pytest.mark.parametrize("file", FILES)
def test_whichever_file_changes_what_is_kept_of_the_others_tells_nothing_old(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "shop"
    shutil.copytree(EXAMPLE, root)
    judged(root)
    rows = (root / file).read_text().splitlines(keepends=True)
    for change in ("".join(rows[len(rows) // 2 :]), "".join(rows)):
        (root / file).write_text(change)
        told = judged(root)
        with monkeypatch.context() as forgetful:
            forgetful.setattr(readings, "cache_folder", lambda: None)
            assert told == judged(root)
    (root / file).unlink()
    told = judged(root)
    monkeypatch.setattr(readings, "cache_folder", lambda: None)
    assert told == judged(root)


TEXTS = {"deploy.yml": "run: ./deploy.sh", "deploy.sh": "git pull", "notes.md": "# Notes"}
FACT = Region(kind=EvidenceKind.CODED, at=Location(path="deploy.yml"), name="ap-northeast-2")


def tree(apart: Apart = not_apart, **skipped: int) -> Tree:
    return Tree(tuple(sorted(TEXTS)), TEXTS.__getitem__, skipped, apart)


def opening(*paths: str) -> Reader:
    """A reader of pipelines that opens these files, too."""

    def together(tree: Tree, _snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
        for path in paths:
            tree.open_text(path)
        yield FACT

    return Reader("pipelines", frozenset(), str.isascii, lambda _one: (), read_together=together)


SNIPPETS = (Snippet("deploy.yml", TEXTS["deploy.yml"]),)


def remembered(reader: Reader, told: list[Reading]) -> None:
    """Have this kept of what a reader says of `SNIPPETS`, with what it opens for that."""
    recall = Recall(Memory.opened(), tree())
    together = reader.read_together
    assert together is not None
    said, opened = recall.opened_by(lambda: [*together(recall.tree, SNIPPETS)])
    recall.keep([Said(reader, SNIPPETS, told or said, opened)])


def test_what_files_say_together_is_known_until_one_of_those_that_were_opened_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = opening("deploy.sh")
    remembered(reader, [])

    assert Recall(Memory.opened(), tree()).said(reader, SNIPPETS) == [FACT]
    monkeypatch.setitem(TEXTS, "notes.md", "# Others")
    assert Recall(Memory.opened(), tree()).said(reader, SNIPPETS) == [FACT]
    monkeypatch.setitem(TEXTS, "deploy.sh", "git pull --rebase")
    assert Recall(Memory.opened(), tree()).said(reader, SNIPPETS) is None


def test_it_is_not_known_where_there_are_other_files_or_more_was_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opening()
    remembered(reader, [])

    assert Recall(Memory.opened(), tree()).said(reader, ()) is None
    assert Recall(Memory.opened(), tree(vendored=3)).said(reader, SNIPPETS) is None
    monkeypatch.setitem(TEXTS, "another.yml", "")
    assert Recall(Memory.opened(), tree()).said(reader, SNIPPETS) is None


@pytest.mark.parametrize("apart", [not_apart, apart], ids=["here", "another"])
def test_what_another_process_opens_is_seen(apart: Apart) -> None:
    recall = Recall(NO_MEMORY, tree(apart))

    def begins() -> tuple[str | Gap, str | Gap]:
        beside = recall.tree.apart(lambda: recall.tree.open_text("deploy.sh"))
        return recall.tree.open_text("notes.md"), beside()

    assert recall.opened_by(begins) == (("# Notes", "git pull"), frozenset({"notes.md", "deploy.sh"}))
    assert recall.opened_by(lambda: "nothing") == ("nothing", frozenset())


def test_what_is_too_much_to_be_kept_is_not() -> None:
    reader = opening()
    remembered(reader, [FACT] * 10_000)

    assert Recall(Memory.opened(), tree()).said(reader, SNIPPETS) is None
