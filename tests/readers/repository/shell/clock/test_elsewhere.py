"""Scripts that keep data, and the clocks that others have for them."""

from pathlib import Path

import pytest

from holdfast.readers.repository.shell.clock.started import clocks_of
from holdfast.readers.repository.whole.tree import walk

_SERVICE = "[Service]\nType=oneshot\n    ExecStart=/srv/shop/scripts/backup.sh\n"
_TIMER = "[Timer]\n    # at night\n    OnCalendar=*-*-* 03:00:00\n"


@pytest.mark.parametrize(
    ("path", "text", "clock"),
    [
        ("cron.js", "cron.schedule('0 3 * * *', () => exec('sh scripts/backup.sh'));\n", "0 3 * * *"),
        ("app/Console/Kernel.php", "$schedule->exec('/srv/backup.sh')->daily();\n", "@daily"),
        ("config/schedule.rb", "every 1.day do\n  command '/srv/backup.sh'\nend\n", "@daily"),
        ("jobs.py", "@s.scheduled_job('cron', hour=3)\ndef b():\n    run(['sh', 'backup.sh'])\n", "@daily"),
        ("k8s/b.yaml", "spec:\n  schedule: '0 3 * * *'\n  command: [/srv/backup.sh]\n", "0 3 * * *"),
        ("c.yml", 'ofelia.job-exec.b.schedule: "@daily"\nofelia.job-exec.b.command: /backup.sh\n', "@daily"),
        ("ecosystem.config.js", "script: './backup.sh',\ncron_restart: '0 3 * * *',\n", "0 3 * * *"),
        ("Jenkinsfile", "triggers { cron('0 3 * * *') }\nsh 'scripts/backup.sh'\n", "0 3 * * *"),
        ("stack.yml", "ScheduleExpression: rate(1 day)\nInput: /srv/backup.sh\n", "@daily"),
        ("setup.sh", "#!/bin/bash\ncp scripts/backup.sh /etc/cron.weekly/backup\n", "@weekly"),
        ("init.yml", "#cloud-config\nwrite_files:\n  - content: |\n      0 3 * * * root /srv/backup.sh\n", "0 3 * * *"),
        ("setup.sh", f"cat > b.service <<U\n{_SERVICE}U\ncat > b.timer <<U\n{_TIMER}U\n", "*-*-* 03:00:00"),
        ("guide.md", f"```ini\n{_TIMER}```\n```ini\n{_SERVICE}```\n", "*-*-* 03:00:00"),
        ("main.tf", f"user_data = <<-EOT\n    {_SERVICE}    {_TIMER}  EOT\n", "*-*-* 03:00:00"),
        ("setup.sh", f"cat > b.service <<U\n{_SERVICE}U\nsystemctl start b\n", None),
        ("guide.md", f"```ini\n{_TIMER}```\n\nThen `scripts/backup.sh` copies the database.\n", None),
        ("main.js", "exec('sh scripts/backup.sh');\n", None),
        ("cron.js", "cron.schedule('0 3 * * *', () => exec('sh scripts/media-backup.sh'));\n", None),
        ("setup.sh", "#!/bin/bash\ncp scripts/backup.sh /usr/local/bin/backup\n", None),
    ],
)
def test_a_clock_beside_the_name_of_a_script_starts_it(tmp_path: Path, path: str, text: str, clock: str | None) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    (tmp_path / "backup.sh").write_text("#!/bin/sh\npg_dump shop | aws s3 cp - s3://shop/a.sql\n")

    assert clocks_of(walk(tmp_path)).get("backup.sh") == clock
