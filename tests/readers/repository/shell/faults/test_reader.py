"""Which lines of a script are accused of hiding a failure, and which ordinary ones are not."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell import READER, facts_of
from holdfast.readers.repository.workflows import READER as WORKFLOWS

from ...many import read_files


def faults(text: str, path: str = "scripts/deploy.sh", **options: object) -> list[tuple[str, str, int, int]]:
    snippet = Snippet(path, text, **options)  # type: ignore[arg-type]
    return [
        (fact.activity, fact.form, fact.at.start_line, fact.at.end_line)
        for fact in facts_of(snippet)
        if isinstance(fact, ScriptFault)
    ]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("/backups/shop.sql.gz", [("backup", "error-swallowed", 1, 1)]),
        ("--quiet $BACKUP_FILE", [("backup", "error-swallowed", 1, 1)]),
        ("/backups/shop.sql.gz.sha256", []),
        ("${BACKUP_CHECKSUM}", []),
        ("/backups/manifest.json", []),
        ("--quiet /var/log/backup.log", []),
        ("/var/log/backups/shop.sql.gz", [("backup", "error-swallowed", 1, 1)]),
    ],
)
def test_what_only_stands_beside_a_copy_may_be_missing(sent: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert faults(f"aws s3 cp {sent} s3://keep/backups/ || echo failed", "scripts/backup.sh") == expected


def test_what_rclone_copies_is_told_by_where_it_lies() -> None:
    told = faults("rclone copy /backups/shop.sql keep:shop/logs || echo failed", "scripts/backup.sh")
    assert told == [("backup", "error-swallowed", 1, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pg_dump app > a.sql || true", ("backup", "error-swallowed", 1, 1)),
        ("set -e\nmysqldump app > a.sql || echo '백업 실패'", ("backup", "error-swallowed", 2, 2)),
        ("set -e\nset +e\npg_dump app > a.sql", ("backup", "error-swallowed", 3, 3)),
        ("pg_dump app > a.sql 2>/dev/null", ("backup", "error-swallowed", 1, 1)),
        ("cp db.sqlite3 backups/db_old.sqlite3 2>/dev/null || true", ("backup", "error-swallowed", 1, 1)),
        ("tar -czf /backups/media_backup.tgz uploads secrets || true", ("backup", "error-swallowed", 1, 1)),
        ("zip -r backup-$(date +%F).zip uploads || echo no", ("backup", "error-swallowed", 1, 1)),
        ("npx prisma migrate deploy || echo failed, continuing", ("migration", "error-swallowed", 1, 1)),
        ("alembic upgrade head || true", ("migration", "error-swallowed", 1, 1)),
        ("npx prisma migrate deploy || npx prisma db push", ("migration", "error-swallowed", 1, 1)),
        (
            "set -e\nflask db upgrade || {\n  echo failed\n  python -c 'db.create_all()'\n}\nexec gunicorn a:b",
            ("migration", "error-swallowed", 2, 2),
        ),
        ("alembic upgrade head || alembic stamp head", ("migration", "error-swallowed", 1, 1)),
        ("python manage.py migrate || python manage.py migrate --fake", ("migration", "error-swallowed", 1, 1)),
        ("npm run build || true", ("deploy", "error-swallowed", 1, 1)),
        ("go() {\nansible-playbook -i hosts site.yml || :\n}\ngo", ("deploy", "error-swallowed", 2, 2)),
        ("cap production deploy || true", ("deploy", "error-swallowed", 1, 1)),
        ("aws s3 cp --quiet dist/index.html s3://site/ || true", ("deploy", "error-swallowed", 1, 1)),
        ("set +e\naws s3 sync dist/ s3://site\nset -e", ("deploy", "error-swallowed", 2, 2)),
        (
            'for page in dist/*.html; do\n  aws s3 cp "$page" s3://site/ || echo "$page is missing"\ndone',
            ("deploy", "error-swallowed", 2, 2),
        ),
        (
            "find dist -name '*.json' -exec aws s3 cp {} s3://site/ \\; 2>/dev/null || true",
            ("deploy", "error-swallowed", 1, 1),
        ),
        ("docker pull r/a:1 || echo no\ndocker run -d --restart always r/a:1", ("deploy", "error-swallowed", 1, 1)),
        ("docker exec db pg_dump app | gzip > a.gz", ("backup", "pipe-hides-error", 1, 1)),
        ("mongodump --archive | aws s3 cp - s3://b/x", ("backup", "pipe-hides-error", 1, 1)),
        ("set -e\nnpm run build | tee build.log", ("deploy", "pipe-hides-error", 2, 2)),
        ('rm -f "$BACKUP_DIR/*.gz"', ("backup", "retention-never-deletes", 1, 1)),
        ("find '/backup/*.sql' -mtime +7 -delete", ("backup", "retention-never-deletes", 1, 1)),
        ('ls -t "/backup/*.gz" | tail -n +8 | xargs rm', ("backup", "retention-never-deletes", 1, 1)),
        ("find /backup -name '*.gz' -mtime +7", ("backup", "retention-never-deletes", 1, 1)),
        ("aws s3 rm s3://b/backup/2024-*.gz", ("backup", "retention-never-deletes", 1, 1)),
        (
            "find /backup -name '*.gz' -mtime +7 -delete 2>/dev/null || true",
            ("backup", "error-swallowed", 1, 1),
        ),
        (
            "docker build -t app:${BRANCH}-$(date +%s) .\ndocker push app:${BRANCH}-$(date +%s)\n",
            ("deploy", "tag-computed-twice", 1, 2),
        ),
        (
            "cp /etc/letsencrypt/live/a.com/cert.pem nginx/\ncp /etc/letsencrypt/live/a.com/privkey.pem nginx/",
            ("certificate", "certificate-copied-by-hand", 1, 2),
        ),
        (
            "cp ssl/live/$D/fullchain.pem ssl/\ncp ssl/live/$D/privkey.pem ssl/",
            ("certificate", "certificate-copied-by-hand", 1, 2),
        ),
        (
            "cd /srv\nrm -rf /srv/app/current\ngit clone x current\npm2 restart api",
            ("deploy", "previous-release-deleted", 2, 2),
        ),
        ("docker rmi app:latest\ndocker run -d app:latest", ("deploy", "previous-release-deleted", 1, 1)),
        ("docker image prune -af\ndocker compose up -d", ("deploy", "previous-release-deleted", 1, 1)),
        (
            "set -e\npm2 reload api\ncurl -f localhost:3000/health\nif [ $? -ne 0 ]; then\n  ./rollback.sh\nfi\n",
            ("rollback", "rollback-cannot-start", 3, 5),
        ),
        (
            "set -e\nnpm test\nif [ $? -eq 0 ]; then\n  echo ok\nelse\n  ./rollback.sh\nfi\n",
            ("rollback", "rollback-cannot-start", 2, 6),
        ),
        ("git pull\nnpm run build\npm2 restart api\n", ("deploy", "no-error-exit", 2, 2)),
        ('set -e\nssh app@shop "cd shop; npm run build; pm2 restart api"', ("deploy", "no-error-exit", 2, 2)),
        (
            'set -e\nssh app@shop "git pull && php artisan migrate; sudo systemctl reload php8.2-fpm"',
            ("migration", "no-error-exit", 2, 2),
        ),
        ("pg_dump app > a.sql\nfind . -mtime +7 -delete\n", ("backup", "no-error-exit", 1, 1)),
        ("set -e\nrsync -a /srv/backups/ keeper@192.0.2.7:/srv/shop || true", ("backup", "error-swallowed", 2, 2)),
        ("set -e\nscp /srv/shop.sql.gz $KEEPER:/srv/ || echo failed", ("backup", "error-swallowed", 2, 2)),
        (
            'while true; do\n  if "$HERE/backup.sh"; then\n    echo kept\n  else\n    echo failed\n  fi\n  sleep 9\ndone',
            ("backup", "error-swallowed", 2, 2),
        ),
    ],
)
def test_a_hidden_failure_is_found_at_its_line(text: str, expected: tuple[str, str, int, int]) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "tar -czf backups/backup-old.tar.gz dist || true",
        "tar -czf app.tar.gz uploads || true",
        "docker stop app || true\ndocker rm -f app 2>/dev/null || true\ndocker run -d --name app app:1",
        "mkdir -p logs || true\npm2 delete app || true\npm2 start app.js",
        "kill $(cat pid) || true\ngrep -q x y || echo z",
        "command -v docker >/dev/null || exit 1",
        "find /backup -name '*.gz' -mtime +7 -delete 2>/dev/null",
        "find /backup -name '*.gz' -mtime +7 -delete || log 'old backups stay'",
        "npm test || true\nnpm run lint || true",
        "docker image prune -f\ndocker system prune -f",
        "docker image prune -af --filter until=168h\ndocker compose up -d",
        "set -e\ndocker pull app:latest || true\ndocker build --cache-from app:latest -t app:1 .",
        "pm2 restart api || pm2 start dist/main.js --name api",
        'set -e\nssh app@shop "cd /srv/shop && npm run build"\nssh app@shop "cd /srv/shop && pm2 restart api"',
        'set -e\nthere() {\n  ssh app@shop "$1"\n}\nthere "cd shop && npm run build"\nthere "pm2 restart api"',
        "set -euo pipefail\npg_dump app | gzip > a.gz\nfind /backup -name '*.gz' -mtime +7 -delete",
        "if ! pg_dump app > a.sql; then\n  echo failed\n  exit 1\nfi\nfind . -mtime +7 -delete",
        "set -e\nrsync -a --backup logs/ keeper@192.0.2.7:/srv/logs || true",
        "for n in 1 2 3; do\n  if ./backup.sh; then\n    break\n  else\n    echo again\n  fi\n  sleep 9\ndone\n./check.sh",
        "pg_dump app > a.sql || { notify 'failed'; exit 1; }",
        "pg_dump app > a.sql 2>/dev/null\n[ -s a.sql ] || exit 1",
        "TAG=$(date +%s)\ndocker build -t app:$TAG .\ndocker push app:$TAG",
        'set -e\ndocker run --rm -v a:/a busybox tar cf /a/"$(date +%H)".tar x\ndocker run --rm busybox tar cf /b/$(date +%H).tar y',
        "certbot renew --deploy-hook 'cp /etc/letsencrypt/live/a/fullchain.pem /srv/ssl/ && nginx -s reload'",
        "set -e\nnpm ci\nnpm run build\npm2 reload api",
        "npm ci && npm run build && pm2 reload api",
        "rm -rf dist\nnpm run build\naws s3 sync dist s3://site",
        "rm -rf /tmp/app\ngit clone x /tmp/app\npm2 restart api",
        "set -e\nmv current previous\nmv next current\npm2 reload api\nrm -rf previous",
        "set +e\ncurl -f localhost:3000/health\nif [ $? -ne 0 ]; then ./rollback.sh; fi",
        "set -e\npg_dump app > a.sql\nif [ $? -eq 0 ]; then\n  BACKUP_SIZE=$(du -h a.sql)\n  gzip backup.sql\nfi\n",
        "set -e\npg_dump app > backup.sql\nif [ $? -ne 0 ]; then\n  rm -f backup.sql\n  exit 1\nfi\n",
        "echo 'pg_dump app || true'",
        "# pg_dump app || true",
        "docker compose down\ndocker compose up -d --build",
        "pg_dump old | psql new",
        "find logs -name '*.log' -mtime +7 -delete",
        "git fetch --all || true\ngit reset --hard origin/main\nset -e",
    ],
)
def test_ordinary_idioms_are_not_accused_of_hiding_a_failure(text: str) -> None:
    # That the application is away for a while, or does not come back by itself, is a fault of its own.
    assert [fault for fault in faults(text) if fault[1] not in ("stopped-before-start", "unsupervised")] == []


@pytest.mark.parametrize(
    "text",
    [
        "bin/rails db:migrate || bin/rails db:setup",
        "ansible-playbook site.yml --check || true",
        "ansible-galaxy install r || true",
    ],
)
def test_a_playbook_that_changes_nothing_fails_no_release(text: str) -> None:
    assert not faults(text)


def test_a_single_command_that_a_guide_shows_is_not_accused() -> None:
    text = "pg_dump app | gzip > a.gz\nnpm run build || true"
    assert faults(text, "README.md", kind=EvidenceKind.INSTRUCTED, heading="백업") == []


def test_a_whole_script_in_a_guide_is_judged_like_a_script() -> None:
    text = "#!/bin/bash\npg_dump app | gzip > a.gz\n"
    expected = [("backup", "pipe-hides-error", 11, 11)]
    assert faults(text, "README.md", kind=EvidenceKind.INSTRUCTED, heading="백업", first_line=10) == expected


def test_certificates_that_a_guide_says_to_copy_are_found() -> None:
    text = "sudo certbot certonly --standalone -d a.com\nsudo cp /etc/letsencrypt/live/a.com/*.pem ~/app/ssl/\n"
    expected = [("certificate", "certificate-copied-by-hand", 2, 2)]
    assert faults(text, "README.md", kind=EvidenceKind.INSTRUCTED, heading="HTTPS") == expected


def test_the_command_of_a_fault_shows_no_secret() -> None:
    facts = facts_of(Snippet("b.sh", "mysqldump --password=Sup3rS3cretValue app > x.sql || true"))
    shown = [fact.command for fact in facts if isinstance(fact, ScriptFault)]
    assert len(shown) == 1
    assert "Sup3rS3cretValue" not in shown[0]


def test_files_that_never_reach_the_bucket_are_a_failure_that_somebody_swallows() -> None:
    hidden = "set -e\naws s3 sync ./dist s3://shop-web --delete || true\n"
    assert faults(hidden) == [("deploy", "error-swallowed", 2, 2)]
    assert faults("set -e\naws s3 sync ./dist s3://shop-web\n") == []
    assert faults("set -e\naws s3 sync s3://shop-cache .cache || true\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "cd /srv/api\nnpx prisma migrate deploy\npm2 restart api\n",
        "docker compose up -d\nsh scripts/migrate.sh\ndocker image prune -f\n",
    ],
)
def test_a_hook_that_goes_on_after_a_failed_migration_hides_it(body: str) -> None:
    files = {
        "appspec.yml": "version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: after.sh\n",
        "after.sh": f"#!/bin/bash\n{body}",
    }
    tree = Tree(paths=tuple(sorted(files)), open_text=lambda path: files[path])
    snippets = tuple(Snippet(path=path, text=text) for path, text in files.items() if READER.wants(path))
    assert READER.read_together is not None
    faults = [fact for fact in READER.read_together(tree, snippets) if isinstance(fact, ScriptFault)]

    assert [(fault.form, fault.activity, str(fault.at)) for fault in faults] == [
        ("no-error-exit", "migration", "after.sh:3")
    ]


def test_a_script_that_a_hooks_script_calls_does_a_part_of_the_hooks_work() -> None:
    files = {
        "appspec.yml": "version: 0.0\nos: linux\nhooks:\n  ApplicationStart:\n    - location: scripts/start.sh\n",
        "scripts/start.sh": "#!/bin/sh\ncd /srv/shop\nsh scripts/containers.sh\n",
        "scripts/containers.sh": "#!/bin/sh\ndocker-compose down\ndocker-compose pull\ndocker-compose up -d\n",
    }
    tree = Tree(paths=tuple(sorted(files)), open_text=lambda path: files[path])
    snippets = tuple(Snippet(path=path, text=text) for path, text in files.items() if READER.wants(path))
    assert READER.read_together is not None
    faults = [fact for fact in READER.read_together(tree, snippets) if isinstance(fact, ScriptFault)]

    assert [(fault.form, str(fault.at)) for fault in faults] == [("stopped-before-start", "scripts/containers.sh:2-4")]


def test_starting_what_is_there_already_is_no_release_that_could_fail_unseen() -> None:
    assert faults("#!/bin/bash\nsystemctl start app.service || true", "user_data.sh") == []
    accused = faults("git pull\nsystemctl start app.service || true")
    assert accused == [("deploy", "error-swallowed", 2, 2)]


def test_volumes_that_go_down_with_the_old_release_are_named_where_the_new_one_comes_up() -> None:
    lost = ("deploy", "volumes-deleted", 2, 2)
    assert lost in faults("git pull\ndocker-compose down -v\ndocker-compose up -d --build\n")
    assert lost in faults("git pull\ndocker compose -f prod.yml down --volumes\ndocker compose -f prod.yml up -d\n")
    for kept in (
        "git pull\ndocker-compose down\ndocker-compose up -d\n",
        "git pull\ndocker compose up -d\ndocker compose down -v\n",
        'git pull\nif [ "$1" = reset ]; then docker compose down -v; fi\ndocker compose up -d\n',
    ):
        assert all(form != "volumes-deleted" for _, form, _, _ in faults(kept))


def test_a_copy_that_the_way_back_makes_first_is_there_whenever_it_begins() -> None:
    switch = "switch() {\n  cp %s app.conf.bak\n  nginx -t || cp app.conf.bak app.conf\n}\nswitch\nrm -f app.conf.bak\n"
    assert not [form for _, form, *_ in faults(switch % "app.conf") if form == "rollback-cannot-start"]


def test_what_is_tidied_up_when_a_script_ends_takes_nothing_from_its_way_back() -> None:
    back = "docker run -d --name api --env-file /tmp/api.env shop/api:previous"
    start = f"if ! docker run -d --name api --env-file /tmp/api.env shop/api:1; then\n  {back}\nfi\n"

    def broken(removal: str) -> bool:
        return any(form == "rollback-cannot-start" for _, form, *_ in faults(f"set -e\n{removal}\n{start}"))

    assert not broken("cleanup() {\n  rm -f /tmp/api.env\n}\ntrap cleanup EXIT")
    assert not broken("trap 'rm -f /tmp/api.env' EXIT")
    assert broken("cleanup() {\n  rm -f /tmp/api.env\n}\ncleanup")
    assert broken("rm -f /tmp/api.env")


def test_a_change_of_the_schema_written_in_a_hook_that_goes_on_without_it_is_hidden() -> None:
    def hidden(text: str) -> list[tuple[str, str, int]]:
        facts = facts_of(Snippet(".platform/hooks/predeploy/01_schema.sh", f"#!/bin/bash\n{text}"), hooked=True)
        return [(f.activity, f.form, f.at.start_line) for f in facts if isinstance(f, ScriptFault)]

    migrate = "python manage.py migrate --noinput\n"
    assert hidden(f"python manage.py makemigrations --merge\n{migrate}") == [("migration", "no-error-exit", 2)]
    assert hidden(f"set -e\npython manage.py makemigrations --merge\n{migrate}") == []
    assert hidden(f"python manage.py makemigrations --check\n{migrate}") == []


def test_a_certificate_that_is_packed_in_its_own_folder_is_copied_by_hand() -> None:
    pack = "sudo openssl pkcs12 -export -in fullchain.pem -inkey privkey.pem -out shop.p12\n"
    enter = "cd /etc/letsencrypt/live/shop.kr\n"

    assert faults(enter + pack) == [("certificate", "certificate-copied-by-hand", 2, 2)]
    assert faults(f"cd /srv/certs\n{pack}") == []


@pytest.mark.parametrize("word", ["failed", "[$(date)] failed", "$(basename $0) failed on $(hostname)"])
def test_a_release_whose_failure_is_only_spoken_of_hides_it(word: str) -> None:
    start = f'docker compose up -d && echo "up" || \\\necho "{word}"\n'
    assert faults(f"docker compose pull\n{start}") == [("deploy", "error-swallowed", 2, 2)]
    assert faults(f"docker compose pull\n{start.rstrip()}; exit 1\n") != []


def test_a_clone_that_may_fail_is_harmless_only_where_what_is_there_is_brought_up_to_date() -> None:
    clone, start = "git clone https://git.example/shop.git || true\ncd shop\n", "systemctl restart shop\n"
    assert faults(f"{clone}{start}") == [("deploy", "error-swallowed", 1, 1)]
    assert faults(f"{clone}git pull\n{start}") == []
    assert faults(clone) == []


@pytest.mark.parametrize(
    ("install", "told"),
    [
        ("npm ci", [("deploy", "no-error-exit", 1, 1)]),
        ("pnpm install --prod", [("deploy", "no-error-exit", 1, 1)]),
        ("npm install -g pm2", []),
        ("yarn app:up", []),
        ("npm ci || exit 1", []),
    ],
)
def test_a_hook_that_starts_a_program_whose_packages_may_be_missing(
    install: str, told: list[tuple[str, str, int, int]]
) -> None:
    facts = facts_of(Snippet("scripts/start.sh", f"{install}\npm2 reload all\n"), hooked=True)
    found = [fact for fact in facts if isinstance(fact, ScriptFault)]
    assert [(one.activity, one.form, one.at.start_line, one.at.end_line) for one in found] == told


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("cd /srv/shop\nnpm ci\nnpm run build\necho built\n", [3]),
        ("cd /srv/shop\n./gradlew clean build\nchown -R shop:shop /srv/shop\n", [2]),
        ("cd /srv/shop\npip install -r requirements.txt\necho ready\n", [2]),
        ("cd /srv/shop\nnpm ci\nnpm run build\n", []),
        ("cd /srv/shop\n./gradlew build\ncp build/libs/shop.jar /srv/shop.jar\necho built\n", []),
        ("set -e\ncd /srv/shop\nnpm run build\necho built\n", []),
    ],
)
def test_a_hook_that_ends_well_although_it_may_have_built_nothing(text: str, rows: list[int]) -> None:
    facts = facts_of(Snippet("scripts/after_install.sh", f"#!/bin/bash\n{text}"), hooked=True)
    found = [fact for fact in facts if isinstance(fact, ScriptFault)]
    assert [(one.activity, one.form, one.at.start_line - 1) for one in found] == [
        ("deploy", "no-error-exit", row) for row in rows
    ]


@pytest.mark.parametrize(("name", "lines"), [("deploy.sh", [(5, 7)]), ("notes.sh", [])])
def test_a_script_for_releases_that_another_one_writes_is_judged_as_what_it_becomes(
    name: str, lines: list[tuple[int, int]]
) -> None:
    text = (
        f"#!/bin/bash\nset -e\ncat > /home/ubuntu/{name} <<'END'\nset -e\npm2 stop shop\nnpm ci\npm2 start shop\nEND\n"
    )
    told = [row[2:] for row in faults(text, "scripts/setup-host.sh") if row[1] == "stopped-before-start"]
    assert told == lines


@pytest.mark.parametrize(("begins", "escape"), [("<< 'END'", ""), ("<< END", "\\")])
def test_a_certificate_that_is_copied_on_another_host_is_found_by_the_names_given_there(
    begins: str, escape: str
) -> None:
    there = f"FROM=/etc/letsencrypt/live/shop.kr\nsudo cp {escape}${{FROM}}/fullchain.pem /srv/shop/ssl/\n"
    assert faults(f'ssh "$HOST" {begins}\n{there}END\n') == [("certificate", "certificate-copied-by-hand", 3, 3)]


def test_a_word_about_a_renewal_renews_nothing_that_was_copied() -> None:
    copy = "cp /etc/letsencrypt/live/shop.kr/fullchain.pem ssl/\n"
    assert faults(f"{copy}echo 'to test: certbot renew --dry-run'\n")[0][1] == "certificate-copied-by-hand"
    assert faults(f"{copy}certbot renew\n") == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("git pull\nnpx prisma migrate deploy\npm2 restart api\n", [("migration", "no-error-exit")]),
        ("git pull\nnpm run build\npm2 restart api\n", [("deploy", "no-error-exit")]),
        ("set -e\ngit pull\nnpx prisma migrate deploy\npm2 restart api\n", []),
        ("git pull && npx prisma migrate deploy && pm2 restart api\n", []),
        ("git pull\nnpm run build || exit 1\npm2 restart api\n", []),
        ("git pull\npm2 restart api\nnpx prisma migrate deploy\n", []),
    ],
)
@pytest.mark.parametrize("stops", [False, True])
def test_a_host_goes_on_behind_what_has_failed_unless_its_pipeline_says_otherwise(
    script: str, told: list[tuple[str, str]], *, stops: bool
) -> None:
    head = "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
    rows = script.replace("\n", "\n            ")
    action = (
        "      - uses: appleboy/ssh-action@v0.1.10\n        with:\n          host: ${{ secrets.HOST }}\n"
        f"          script_stop: {str(stops).lower()}\n          script: |\n            {rows}\n"
    )
    end = "set -e\n            " if stops else ""
    typed = f"      - run: |\n          ssh a@10.0.0.4 <<'EOF'\n            {end}{rows}\n          EOF\n"
    for step in (action, typed):
        facts = WORKFLOWS.read(Snippet(".github/workflows/deploy.yml", head + step))
        found = [(fact.activity, fact.form) for fact in facts if isinstance(fact, ScriptFault)]
        assert found == ([] if stops else told)


def test_what_only_starts_again_what_should_run_anyway_releases_nothing() -> None:
    up = "docker compose up -d --force-recreate web || true\n"
    assert [fault[:2] for fault in faults(up, "ops/healthcheck.sh")] == [("other", "error-swallowed")]
    assert faults(f"docker compose pull web\n{up}", "ops/healthcheck.sh")[-1][:2] == ("deploy", "error-swallowed")


def test_an_error_that_is_only_written_down_is_no_way_back_that_never_starts() -> None:
    log = 'log() {\n  local msg="[$(date)] $1"\n  echo "$msg"\n  echo "$msg" >> "$FILE" || true\n}\n'
    fails = 'fail() {\n  log "ERROR $1"\n}\n'
    asked = 'psql "$URL" -f "$FILE"\nif [ $? -ne 0 ]; then\n  %s "restore of the backup failed"\n  exit 1\nfi\n'

    for told in ("log", "fail"):
        assert faults(f"set -e\n{log}{fails}{asked % told}", "restore.sh") == []
    brings = "roll_back() {\n  ./previous/start.sh\n}\n"
    assert faults(f"set -e\n{brings}{asked % 'roll_back'}", "restore.sh") == [
        ("rollback", "rollback-cannot-start", 5, 7)
    ]


def test_what_fails_is_unheard_only_from_where_the_shell_is_told_to_go_on() -> None:
    dump = "pg_dump shop > shop.sql\n"
    text = f"#!/bin/bash\nset -e\n{dump}set +e\n{dump}set -e\n{dump}" * 300
    found = facts_of(Snippet("bin/save.sh", text))
    lines = [one.at.start_line for one in found if isinstance(one, ScriptFault) and one.form == "error-swallowed"]
    assert lines == [7 * number + 5 for number in range(300)]


@pytest.mark.parametrize(
    ("text", "path", "accused"),
    [
        ('git checkout -f "$BRANCH" || true', "hack/cherry-pick.sh", False),
        ("git pull || true\n./make.bash", "build.sh", False),
        ("git pull || true\npm2 restart api", "update.sh", True),
        ("git pull || true\n./start", "deploy.sh", True),
        ('ssh app@shop "git pull || true; ./start"', "hand.sh", True),
    ],
)
def test_whoever_moves_between_branches_at_a_desk_releases_nothing(text: str, path: str, *, accused: bool) -> None:
    assert (("deploy", "error-swallowed", 1, 1) in faults(text, path)) == accused


@pytest.mark.parametrize(
    "command",
    [
        "aws cloudformation cancel-update-stack --stack-name shop",
        "kubectl -n shop rollout undo deployment/api",
        "helm rollback shop 0",
        "docker service rollback shop_api",
        "kamal rollback 3",
    ],
)
def test_a_way_back_whose_failure_is_swallowed_is_told(command: str) -> None:
    assert ("rollback", "error-swallowed", 2, 2) in faults(f"#!/bin/bash\n{command} || true\necho done\n")
    assert not any(activity == "rollback" for activity, *_ in faults(f"#!/bin/bash\nset -e\n{command}\n"))
    # What ends in failure all the same leaves nobody believing that all is well.
    ill = f"#!/bin/bash\nif ! curl -f localhost/health; then\n  {command} || true\n  exit 1\nfi\n"
    assert not any(activity == "rollback" for activity, *_ in faults(ill))


def test_so_is_one_in_a_job_for_the_way_back() -> None:
    text = """
        on: push
        jobs:
          deploy:
            steps:
              - run: aws ecs update-service --cluster a --service b --task-definition c
          NAME:
            if: failure()
            needs: deploy
            steps:
              - run: |
                  aws cloudformation cancel-update-stack --stack-name shop || true
    """

    def told(name: str) -> list[int]:
        found = read_files(WORKFLOWS, **{".github/workflows/deploy.yml": text.replace("NAME", name)})
        return [one.at.start_line for one in found if isinstance(one, ScriptFault) and one.activity == "rollback"]

    assert told("rollback") == [11]
    assert told("tidy") == []
