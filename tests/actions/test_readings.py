"""What guides said is kept from run to run, by what they held, and no fault of the place where it is kept is one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast.actions import readings
from holdfast.actions.check import check
from holdfast.actions.readings import NO_MEMORY, Memory
from holdfast.model.assessment import Assessment
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
    monkeypatch.setattr(reader, "read", lambda snippet: paths.append(snippet.path) or given(snippet))
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
    monkeypatch.setattr(readings, "_code", lambda _package: b"another")

    assert judged(root) == first
    assert set(read) == {"README.md", "deploy.md"}


def test_each_file_of_the_program_tells_it_from_another_version(tmp_path: Path) -> None:
    for name in ("model/facts/base.py", "readers/repository/guides/reader.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("first\n")
    seen = {readings._code(tmp_path)}
    for name in ("model/facts/base.py", "readers/repository/guides/reader.py", "readers/repository/guides/new.py"):
        (tmp_path / name).write_text("something longer\n")
        seen.add(readings._code(tmp_path))

    assert len(seen) == 4
    assert readings._code(tmp_path / "no such folder") == b""


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
    content[-20:] = bytes(20)
    kept(cache).write_bytes(content)
    read.clear()

    assert judged(root) == first
    assert len(set(read)) == 1


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
