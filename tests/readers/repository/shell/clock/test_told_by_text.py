"""Scripts and crontabs whose names do not tell."""

from pathlib import Path

import pytest

from holdfast.readers.repository.shell.clock.told_by_text import crontabs_by_text, told_by_text
from holdfast.readers.repository.whole.tree import walk


@pytest.mark.parametrize(
    ("path", "first", "found"),
    [
        ("terraform/user_data.sh.tpl", "#!/bin/bash", True),
        ("infra/host.tftpl", "#!/bin/bash -xe", True),
        ("deploy.sh.example", "set -e", True),
        ("user-data.txt", "#!/bin/bash", True),
        ("infra/host.tftpl", "#cloud-config", False),
        ("notes.txt", "Deploy:", False),
        ("notes.txt", "#!/bin/bash", True),
        ("nginx.conf.j2", "server {", False),
        ("infra/aws/ec2/first-start", "#!/bin/sh", True),
        ("roles/nightly/files/keep", "#!/bin/sh", True),
        ("packaging/debian/postinst", "#!/bin/sh -e", True),
        ("image/rootfs/etc/periodic/daily/keep", "#!/usr/bin/env bash", True),
        ("app/models/keep", "#!/usr/bin/env ruby", False),
        (".devcontainer/setup.sh.example", "#!/bin/sh", False),
    ],
)
def test_a_script_is_told_by_its_first_line_and_by_the_ending_below_that_of_a_template(
    tmp_path: Path, path: str, first: str, *, found: bool
) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(f"{first}\napt-get update\n")

    assert [script.path for script in told_by_text(walk(tmp_path))] == ([path] if found else [])


_LINE = "0 1 * * * shop pg_dump shop | aws s3 cp - s3://shop-backups/$(date +\\%s)"


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("infra/packer/files/backup", f"SHELL=/bin/bash\n# nightly\n{_LINE}\n", True),
        ("nightly", f"{_LINE}\n@reboot root /srv/start\n", True),
        ("infra/packer/files/backup", f"#!/bin/bash\n# {_LINE}\n", False),
        ("infra/packer/files/backup", f"{_LINE}\nand so on\n", False),
        ("infra/packer/files/backup", "SHELL=/bin/bash\n", False),
        ("roles/nightly/files/backup", f"{_LINE}\n", True),
        ("infra/numbers", "1 2 3 4 5\n" * 9, False),
    ],
)
def test_a_crontab_is_told_by_all_of_its_lines(tmp_path: Path, path: str, text: str, *, found: bool) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)

    assert [crontab.path for crontab in crontabs_by_text(walk(tmp_path))] == ([path] if found else [])
