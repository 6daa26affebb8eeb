"""Files that users hand in, beside the copies that there are of them."""

from holdfast.controls.backup import CONTROL
from holdfast.model.facts import BackupJob, FileSystem, KeptFiles
from tests.controls.support import CLAIMED, judged, made, scope

KEPT = made(KeptFiles, "upload.js:5")


def test_files_on_the_disk_of_the_host_that_nothing_copies_are_shown_where_they_are_kept() -> None:
    assert judged(CONTROL, scope(KEPT))["files-on-host"] == ("failed", "upload.js:5")


def test_a_copy_of_the_database_holds_no_files() -> None:
    job = made(BackupJob, "backup.sh:9", subject="database", method="pg_dump", schedule="daily", destination="s3")
    assert "files-on-host" in judged(CONTROL, scope(KEPT, job))


def test_a_copy_of_the_files_or_of_their_volume_and_a_file_system_of_its_own_keep_them() -> None:
    for subject in ("files", "volume"):
        job = made(BackupJob, "backup.sh:9", subject=subject, method="copy", schedule="daily", destination="s3")
        assert "files-on-host" not in judged(CONTROL, scope(KEPT, job))
    assert "files-on-host" not in judged(CONTROL, scope(KEPT, made(FileSystem, "efs.tf:1")))


def test_what_is_only_claimed_accuses_nobody() -> None:
    assert "files-on-host" not in judged(CONTROL, scope(made(KeptFiles, "README.md:3", kind=CLAIMED)))
