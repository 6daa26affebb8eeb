"""Network file systems of AWS that scripts and Ansible mount on a host."""

import pytest

from holdfast.model.facts import FileSystem
from holdfast.readers.repository.ansible.reader import READER as ANSIBLE
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.reader import facts_of


def mounted(text: str) -> list[int]:
    return [one.at.start_line for one in facts_of(Snippet("setup.sh", text)) if isinstance(one, FileSystem)]


@pytest.mark.parametrize(
    "row",
    [
        'echo "fs-0c11d22e33f44a55b.efs.eu-west-3.amazonaws.com:/ /srv/files nfs4 nfsvers=4.1,hard,_netdev 0 0" >> /etc/fstab',
        "mount -t efs -o tls fs-0c11d22e33f44a55b:/ /srv/files",
        "sudo mount -t nfs4 -o nfsvers=4.1,hard $FILES_EFS:/ /srv/files",
        "mount.efs fs-0c11d22e33f44a55b /srv/files",
        'printf "%s:/ /srv/files efs _netdev,tls 0 0" ${EFS_ID}:/ /srv/files efs >> /etc/fstab',
    ],
)
def test_a_mounted_network_file_system_is_told(row: str) -> None:
    assert mounted(f"#!/bin/sh\nmkdir -p /srv/files\n{row}\n") == [3]


@pytest.mark.parametrize(
    "row",
    [
        "# mount -t efs fs-0c11d22e33f44a55b:/ /srv/files",
        "mount -t ext4 /dev/nvme1n1 /srv/files",
        'echo "UUID=11-22 /srv/files xfs defaults 0 2" >> /etc/fstab',
        "docker run -v /srv/files:/files --mount type=bind,src=/a,dst=/b app",
    ],
)
def test_a_disk_of_the_host_is_none(row: str) -> None:
    assert mounted(f"#!/bin/sh\n{row}\n") == []


def test_ansible_mounts_it_as_well() -> None:
    task = """\
    - hosts: app
      tasks:
        - name: files
          ansible.posix.mount:
            src: "fs-0c11d22e33f44a55b.efs.eu-west-3.amazonaws.com:/"
            path: /srv/files
            fstype: nfs4
            state: mounted
    """
    facts = list(ANSIBLE.read(Snippet("site.yml", "\n".join(row[4:] for row in task.splitlines()))))
    assert [type(fact) for fact in facts if isinstance(fact, FileSystem)] == [FileSystem]
