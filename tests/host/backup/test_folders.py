import os
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.host.backup import folders
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.server import Server
from holdfast.host.processes.accounts import Account, is_root
from tests.host.backup import places


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "pg" / "main"
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text("16\n")
    (folder / "old").write_text("old")
    return folder


def _restored(folder: Path) -> Path:
    (folder / "data" / "PG_VERSION").write_text("16\n")
    (folder / "data" / "new").write_text("new")
    return folder


def test_what_lies_there_is_told(target: Path) -> None:
    seen = folders.look_at(target)

    assert (seen.exists, seen.empty, seen.version) == (True, False, "16")
    assert (seen.set_aside, seen.leftovers, seen.ready) == ((), (), None)


def test_a_path_that_is_not_there_is_empty(target: Path) -> None:
    seen = folders.look_at(target.parent / "other")

    assert (seen.exists, seen.empty) == (False, True)


@pytest.mark.parametrize("path", ["pg/main", "/", "/etc"])
def test_what_is_no_data_folder_is_refused(path: str) -> None:
    with pytest.raises(BackupError):
        folders.look_at(Path(path))


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BackupError, match="not a folder"):
        folders.look_at(tmp_path / "file")


def test_a_folder_whose_parent_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"cannot be looked into|not there"):
        folders.look_at(tmp_path / "not" / "there")


def test_the_restored_one_is_in_place_and_the_old_one_is_kept(target: Path) -> None:
    seen = folders.look_at(target)
    with folders.beside(seen, None) as folder:
        aside = folders.put_in_place(seen, _restored(folder), "mark")

    assert (target / "new").read_text() == "new"
    assert aside is not None
    assert (aside / "old").read_text() == "old"
    assert folders.look_at(target).set_aside == (aside,)
    assert sorted(target.parent.iterdir()) == sorted([target, aside])


def test_an_empty_folder_is_replaced_and_not_kept(tmp_path: Path) -> None:
    target = tmp_path / "main"
    target.mkdir()
    seen = folders.look_at(target)
    with folders.beside(seen, None) as folder:
        aside = folders.put_in_place(seen, _restored(folder), "mark")

    assert aside is None
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_on_the_way_leaves_the_old_one_and_nothing_else(target: Path) -> None:
    seen = folders.look_at(target)
    with pytest.raises(KeyError), folders.beside(seen, None) as folder:
        raise KeyError(_restored(folder))

    assert list(target.parent.iterdir()) == [target]
    assert (target / "old").exists()


def test_the_next_restore_removes_what_a_killed_one_left(target: Path) -> None:
    _killed(target, "_restored(folder)")
    before = folders.look_at(target)
    with folders.beside(before, None) as folder:
        there = folders.look_at(target).leftovers

    assert len(before.leftovers) == 1
    assert there == (folder,)
    assert list(target.parent.iterdir()) == [target]


def test_a_restore_that_runs_is_no_leftover(target: Path) -> None:
    with folders.beside(folders.look_at(target), None), pytest.raises(BackupError, match="another restore"):
        folders.beside(folders.look_at(target), None).__enter__()


def test_a_kill_between_the_two_renames_is_finished_by_the_next(target: Path) -> None:
    _killed(
        target,
        "_restored(folder); (folder / 'ready').write_text('mark'); seen.path.rename(folders._sibling(target, 'replaced'))",
    )
    seen = folders.look_at(target)

    assert seen.ready is not None
    assert not target.exists()
    assert folders.finish(seen, "mark")
    assert (target / "new").read_text() == "new"
    assert len(folders.look_at(target).set_aside) == 1
    assert folders.look_at(target).ready is None


def test_a_whole_one_of_another_backup_is_not_taken_for_this_one(target: Path) -> None:
    _killed(
        target,
        "_restored(folder); (folder / 'ready').write_text('mark'); seen.path.rename(folders._sibling(target, 'replaced'))",
    )
    seen = folders.look_at(target)

    assert not folders.finish(seen, "another")
    with folders.beside(seen, None) as folder:
        folders.put_in_place(seen, _restored(folder), "another")
    assert folders.look_at(target).ready is None
    assert len(folders.look_at(target).set_aside) == 1


def test_nothing_is_finished_where_nothing_was_begun(target: Path) -> None:
    assert not folders.finish(folders.look_at(target), "mark")


def test_a_whole_one_never_replaces_what_came_there_since(target: Path) -> None:
    _killed(target, "_restored(folder); (folder / 'ready').write_text('mark')")

    assert not folders.finish(folders.look_at(target), "mark")
    assert (target / "old").exists()


def test_two_restores_in_one_second_keep_both_old_ones(target: Path) -> None:
    for _ in range(3):
        seen = folders.look_at(target)
        with folders.beside(seen, None) as folder:
            folders.put_in_place(seen, _restored(folder), "mark")

    assert len(folders.look_at(target).set_aside) == 3


@pytest.mark.skipif(not is_root(), reason="root alone gives files away")
def test_what_root_restored_is_the_servers(target: Path) -> None:
    stranger = Account("stranger", 54_321, 54_321)
    (target / "sub").mkdir()
    (target / "sub" / "link").symlink_to("/etc/passwd")
    folders.hand_over(target, stranger)

    assert {path.lstat().st_uid for path in (target, *target.rglob("*"))} == {54_321}
    assert Path("/etc/passwd").stat().st_uid == 0


@pytest.mark.skipif(not is_root(), reason="root alone restores for others")
def test_the_owner_of_what_is_there_owns_what_comes(target: Path) -> None:
    os.chown(target, 54_321, 54_322)
    owner = folders.owner_for(target)

    assert owner is not None
    assert (owner.user, owner.group) == (54_321, 54_322)


@pytest.mark.integration
def test_a_target_with_a_running_server_is_refused() -> None:
    with places.open_folder(owned=True) as home:
        server = Server(data=home / "data", home=home, programs=places.programs(16), account=places.account())
        server.make()
        with server:
            server.start()
            with pytest.raises(BackupError, match="a server runs on the target") as error:
                folders.look_at(home / "data")

    assert "systemctl stop" in error.value.next_step


@pytest.mark.skipif(not is_root(), reason="root alone mounts")
def test_a_disk_of_its_own_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path / "disk")], check=False)
    if done.returncode:
        pytest.skip("no mounting here")
    try:
        with pytest.raises(BackupError, match="a disk of its own") as error:
            folders.look_at(tmp_path / "disk")
    finally:
        subprocess.run(["umount", str(tmp_path / "disk")], check=True)

    assert str(tmp_path / "disk" / "data") in error.value.next_step


def _killed(target: Path, until: str) -> None:
    code = (
        "import os, signal; from pathlib import Path; from holdfast.host.backup import folders\n"
        "from tests.host.backup.test_folders import _restored\n"
        f"target = Path({str(target)!r}); seen = folders.look_at(target)\n"
        "with folders.beside(seen, None) as folder:\n"
        f"    {until}; os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=root)
    assert done.returncode == -9
