"""Files that users hand in, beside the copies that there are of them."""

from dataclasses import replace

from holdfast.controls.backup import CONTROL
from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob, Bucket, Database, Fact, FileSystem, KeptFiles, Placement, ReadsSetting
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope

KEPT = made(KeptFiles, "upload.js:5")


def test_files_on_the_disk_of_the_host_that_nothing_copies_are_shown_where_they_are_kept() -> None:
    database = made(Database, "rds.tf:1", kind=DECLARED, engine="mysql", placement=Placement.RDS, retention_days=14)
    assert judged(CONTROL, scope(KEPT, database))["files-on-host"] == ("failed (notice)", "upload.js:5")


def test_where_no_database_is_spoken_of_they_are_all_that_can_be_lost() -> None:
    assert judged(CONTROL, scope(KEPT))["files-on-host"] == ("failed", "upload.js:5")
    served = replace(KEPT, keeper="server")
    assert judged(CONTROL, scope(served))["files-on-host"] == ("failed (notice)", "upload.js:5")
    spoken = made(Database, "README.md:3", kind=CLAIMED, engine="mysql", placement=Placement.UNKNOWN)
    assert judged(CONTROL, scope(KEPT, spoken))["files-on-host"] == ("failed (notice)", "upload.js:5")


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


PUT = made(Bucket, "files.py:9", purpose="uploads", presigned=False)


def of_uploads(*facts: Fact) -> tuple[str, ...]:
    return judged(CONTROL, scope(*facts))["no-backup"]


def test_files_that_the_program_puts_into_a_bucket_are_data_where_nothing_tells_of_a_database() -> None:
    assert of_uploads(PUT) == ("unproven", "files.py:9")
    deleting = made(Bucket, "a.py:9", places={"deletes": "a.py:20"}, purpose="uploads", presigned=True)
    assert of_uploads(PUT, deleting) == ("unproven", "a.py:20")
    database = made(Database, "database.yml:3", engine="postgresql", placement=Placement.UNKNOWN)
    assert of_uploads(PUT, database)[1:] == ("database.yml:3",)


def test_files_in_a_bucket_come_back_where_it_keeps_older_versions_or_something_copies_them() -> None:
    versioned = made(Bucket, "s3.tf:1", kind=DECLARED, purpose="uploads", versioned=True)
    told_at_itself = made(Bucket, "s3.tf:1", kind=DECLARED, purpose="uploads", versioned=False)
    assert "files.py:9" not in of_uploads(PUT, told_at_itself)
    copied = made(BackupJob, "plan.tf:2", kind=DECLARED, subject="bucket", method="aws-backup")
    for beside in (versioned, copied):
        assert of_uploads(PUT, beside)[0] == "not_applicable"
    only_named = made(Bucket, "application.yml:4", purpose="uploads")
    assert of_uploads(only_named)[0] == "not_applicable"


SERVED = made(KeptFiles, "site.conf:5", keeper="server")


def test_a_folder_that_a_server_hands_out_is_shown_where_nothing_tells_more_of_the_files() -> None:
    again = made(KeptFiles, "site.conf:15", keeper="server")
    assert judged(CONTROL, scope(SERVED, again))["files-on-host"] == ("failed (notice)", "site.conf:5")
    assert judged(CONTROL, scope(SERVED, KEPT))["files-on-host"] == ("failed", "upload.js:5")


def test_a_folder_that_a_server_hands_out_may_be_left_over_where_uploads_go_to_a_bucket() -> None:
    bucket = made(Bucket, "files.py:9", purpose="uploads")
    assert "files-on-host" not in judged(CONTROL, scope(SERVED, bucket))
    other = made(Bucket, "logs.tf:1", purpose="backup")
    assert "files-on-host" in judged(CONTROL, scope(SERVED, other))


def test_a_server_may_hand_out_what_is_left_over_where_the_program_is_told_its_bucket() -> None:
    named = made(ReadsSetting, "settings.py:7", name="AWS_STORAGE_BUCKET_NAME")
    other = made(ReadsSetting, "settings.py:7", name="TOKEN_BUCKET_SIZE")
    assert "files-on-host" not in judged(CONTROL, scope(SERVED, named))
    assert "files-on-host" in judged(CONTROL, scope(SERVED, other))


def test_the_volume_that_a_container_is_given_for_them_is_shown_instead_of_the_program() -> None:
    volume = made(KeptFiles, "docker-compose.yml:9", keeper="volume")
    in_guide = made(KeptFiles, "guide.md:90", kind=INSTRUCTED, keeper="volume")
    assert judged(CONTROL, scope(KEPT, volume, in_guide))["files-on-host"] == (
        "failed",
        "docker-compose.yml:9",
    )
    assert judged(CONTROL, scope(KEPT, in_guide))["files-on-host"] == ("failed", "guide.md:90")


def packing(command: str) -> BackupJob:
    line = Location.lines("backup.sh", 9, 9, command)
    job = made(BackupJob, "backup.sh:9", subject="archive", method="copy", schedule="daily", destination="s3")
    return replace(job, at=line)


def test_a_script_that_packs_the_folder_of_uploads_copies_them() -> None:
    for command in ("cp -r media $DIR/", "tar czf /b/up.tgz /srv/app/uploads", "tar czf b.tgz -C app storage/app"):
        assert "files-on-host" not in judged(CONTROL, scope(KEPT, packing(command))), command
    for command in ("tar czf conf.tgz /etc/nginx", "tar czf m.tgz social-media-app"):
        assert "files-on-host" in judged(CONTROL, scope(KEPT, packing(command))), command
