"""What a command is for: backup, migration, build, putting a release live, asking for health, restoring."""

import re
from collections.abc import Iterable
from functools import lru_cache

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.messengers import MESSENGERS
from holdfast.readers.repository.shell.steps.backup_tools import copies_by_tool, handles_copy
from holdfast.readers.repository.shell.steps.beside_only import starts_only_helpers
from holdfast.readers.repository.shell.steps.brought_along import OWN_BACKUP
from holdfast.readers.repository.shell.syntax.command import Command

_MIGRATION = regex(
    r"prisma(?:/build/index\.js)? (?:migrate (?:deploy|dev|reset)|db push)"
    r"|migration:run|migration:up|db:migrate|migrate:latest|migrate:up"
    r"|alembic\b.* upgrade|manage\.py migrate|flyway\b.* ?migrate|liquibase\b.* ?update|drizzle-kit (?:push|migrate)"
    r"|flask db upgrade|goose\b.* up\b|dbmate up|artisan migrate|sqlx migrate run|aerich upgrade|knex migrate"
    r"|^(?:npm|yarn|pnpm|bun|make)(?: run)? (?:\S+ )?\S*migrat(?:e|ion)\S*|^migrate\b.* up\b|\bdb:deploy\b"
    r"|^(?:(?:ba)?sh )?\S{0,100}(?:^|/| )(?:db[-_])?migrate(?:[-_]db)?\.sh\b"
)
_BUILD = regex(
    r"^docker (?:buildx )?build\b|^docker-compose\b.* build\b|^docker compose\b.* build\b"
    r"|^(?:npm|yarn|pnpm|bun)(?: run)? build\b|^(?:ng|tsc|webpack)(?: build)?$"
    r"|^(?:next|nest|vite|nuxt) build"
    r"|^(?:gradlew|\./gradlew|gradle)\b.*\b(?:build|bootJar|bootWar|assemble)\b|^(?:mvnw|mvn)\b.*\b(?:package|install)\b"
    r"|^go build|^cargo build|^turbo\b.* build|^(?:rake|rails) assets:precompile"
)
_FETCH = regex(
    r"^git (?:pull|fetch|clone|reset|checkout)\b|^docker pull\b|^docker-compose\b.* pull\b|^docker compose\b.* pull\b"
    r"|^(?:p?npm (?:ci|install|i)|yarn(?: install)?|(?:bundle|composer|poetry|pipenv) install|uv sync)\b"
    r"|^(?:python[\d.]* -m )?pip3? install (?:-\S+ )*(?:-r\b|\.(?:\[\S*\])?(?: |$))|^docker push\b"
)
FETCHES_SECRETS = regex(
    r"^(?:aws (?:ssm get-parameters?(?:-by-path)?|secretsmanager get-secret-value)\b|vault (?:kv get|read)\b"
    r"|gcloud secrets versions access\b|az keyvault secret show\b|op (?:read|item get|inject)\b"
    r"|doppler secrets (?:download|get)\b|chamber (?:export|read)\b|infisical (?:export|secrets)\b)"
)
"""What asks AWS, or another vault, for secrets or settings."""

MAKES_IMAGE = regex(r"^docker (?:buildx )?(?:build|tag|push)\b")
"""What makes an image, names it, or puts it into a registry."""

ONLY_FASTER = regex(r"^php artisan (?:optimize|(?:config|route|view|event):cache)\b")
"""Without it Laravel reads the same from its files."""

TAKES_BRANCH = regex(r"^git (?:pull|reset|fetch|clone)\b")
"""What takes whatever a branch holds at that moment."""

REMOTE_BRANCH = regex(r"(?:^|\s)(?:refs/remotes/)?(?:origin|upstream)/(?=[\w$<{.-])")
"""A branch as it stands at the remote, whatever its name or the variable that holds it looks like."""

_BACKUPS = {
    "pg_dump": "pg_dump",
    "pg_dumpall": "pg_dump",
    "mysqldump": "mysqldump",
    "mariadb-dump": "mysqldump",
    "mysqlpump": "mysqldump",
    "mongodump": "mongodump",
    "pg_basebackup": "wal",
    "barman-cloud-backup": "wal",
    "xtrabackup": "copy",
    "mariabackup": "copy",
}
_BACKUP_VERBS = regex(
    r"^(?:wal-g\b.* backup-push|pgbackrest\b.* backup|barman\b.* backup|restic\b.* backup|borg(?:matic)?\b.* create"
    r"|sqlite3\b.* (?:\.{1,2}(?:backup|clone|save|dump(?=[\s\"']*(?:[|>]|$)))\b|(?i:vacuum(?: \w+)? into)\b)"
    r"|litestream replicate)"
)
_DUMPDATA = regex(r"manage\.py dumpdata(?P<given>(?: [^<>|&]{0,300})?)$")
_STREAMS = {"wal-g": "wal", "pgbackrest": "wal", "barman": "wal", "litestream": "litestream"}
_SERVERS = regex(
    r"^(?:nginx|apache2|httpd|docker|cron|crond|postgresql\S*|mysql\S*|mariadb|mongod|redis\S*|ssh\S*|fail2ban"
    r"|amazon-\S*|rsyslog|certbot\S*|ufw|snapd\S*|codedeploy-agent|firewalld|\S+\.timer|daemon-reload|php\S*"
    r"|jenkins|haproxy|traefik|caddy|envoy|lighttpd|prometheus|alertmanager|grafana\S*|loki|promtail|node[-_]exporter|memcached|rabbitmq\S*|ntpd?"
    r"|elasticsearch|kibana|containerd|chronyd?|network\S*|systemd-\S*|iptables|postfix|dovecot|zabbix\S*|consul|varnish"
    r"|nfs-\S*|rpcbind|autofs|smbd?|nmbd|vsftpd|proftpd|named|bind9|dnsmasq|squid|openvpn\S*|wg-quick\S*|tailscaled"
    r"|auditd|atd|apparmor|dbus|awslogsd?|datadog-agent|newrelic-\S*|filebeat|metricbeat|td-agent\S*|fluentd"
    r"|fluent-bit|telegraf|collectd|netdata|pgbouncer|gitlab-runner|actions\.runner\S*)$"
)
HELPERS = regex(
    r"^(?:docker\.io/)?(?:library/)?(?:nginx|caddy|traefik|haproxy|redis|valkey/\S+|memcached|postgres|mysql|mariadb|mongo"
    r"|rabbitmq|certbot/\S+|jwilder/\S+|nginxproxy/\S+|prom/\S+|grafana/\S+|portainer/\S+|containrrr/\S+"
    r"|amazon/(?:cloudwatch-agent|aws-cli)|docker(?:/compose)?|curlimages/curl|busybox|alpine(?:/\S+)?"
    r"|\$\{?\w*COMPOSE_?IMAGE\w*\}?)(?::[\w.-]+)?$"
)
"""Images that stand beside an application: what starts them puts no release live."""

BARE = regex(
    r"^(?:docker\.io/)?(?:library/)?(?:ruby|node|python|php|openjdk|eclipse-temurin|amazoncorretto|golang|perl|elixir|rust"
    r"|composer|maven|gradle|oven/bun|denoland/deno)(?::[\w.-]+)?$"
)
"""Images of a language and no program: whatever release is put into one, it goes by another name."""

MADE_ONCE = regex(r"^aws (?:ecs|apprunner|lambda|cloudformation) create-(?:service|function|stack)\b")
"""What makes the thing that each later release only changes."""

_ACTIVATIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("codedeploy", regex(r"^aws deploy create-deployment\b")),
    (
        "ecs",
        regex(
            r"^aws ecs (?:update-service|create-service|deploy)\b|^ecs-deploy|^copilot (?:svc )?deploy"
            # What Copilot's own pipelines do: the stage behind the build deploys the templates.
            r"|^copilot(?:-linux)? (?:svc|job) package\b.* --upload-assets"
            r"|^ecspresso\b.* ?deploy\b|^ecs-cli compose\b.* up\b|^hako deploy\b|^fargate service deploy\b"
        ),
    ),
    ("app-runner", regex(r"^aws apprunner (?:start-deployment|update-service|create-service)\b")),
    ("lightsail", regex(r"^aws lightsail create-container-service-deployment\b")),
    (
        "beanstalk",
        regex(r"^eb deploy\b|^aws elasticbeanstalk update-environment\b(?!(?!.*--version-label).*--option-settings)"),
    ),
    (
        "lambda",
        regex(
            r"^aws lambda (?:update-function-code|create-function)\b"
            r"|^(?:serverless|sls|sst)(?:@\S+)?(?: --)? deploy\b|^sam deploy\b"
            r"|^zappa (?:update|deploy)\b|^(?:chalice|apex|up|arc) deploy\b|^claudia update\b"
            r"|^lambroll\b.* ?deploy\b"
        ),
    ),
    (
        "cdk",
        regex(
            r"^(?:aws-)?cdk(?:@\S+)?(?: --)? deploy\b|^pulumi up\b"
            r"|^aws cloudformation (?:deploy|create-stack|update-stack|execute-change-set)\b"
        ),
    ),
    ("terraform", regex(r"^(?:terraform|tofu|terragrunt|tf)\b.* apply\b")),
    (
        "kubernetes",
        regex(
            r"^kubectl\b.* (?:apply|set image|rollout restart)\b|^helm\b.* (?:upgrade|install)\b|^nomad (?:job )?run\b"
        ),
    ),
    ("hosted", regex(r"^(?:vercel\b.*--prod|fly(?:ctl)? deploy|netlify deploy|railway up|amplify (?:publish|push)\b)")),
    ("group", regex(r"^aws autoscaling start-instance-refresh\b")),
    ("pm2", regex(r"^pm2 (?:restart|reload|start|startOrReload|startOrRestart|deploy)\b")),
    ("compose", regex(r"^(?:docker-compose|docker compose)\b.* up\b|^docker (?:stack deploy|service update)\b")),
    ("docker", regex(r"^docker (?:container )?run\b")),
    ("systemd", regex(r"^systemctl\b.* (?:reload-or-)?(?:re)?(?:start|load)\b|^service \S+ (?:re)?(?:start|load)\b")),
    (
        "other",
        regex(
            r"^supervisorctl (?:(?:re)?start|update|reload)\b|^java\b.* -jar\b|^forever (?:restart|start)\b"
            r"|^php artisan (?:up|optimize|config:cache|queue:restart|octane:reload|horizon:terminate)\b"
            r"|^(?:php )?(?:\./)?bin/console cache:clear\b|^drush (?:updb|cr|deploy)\b"
            r"|^screen -dmS \S+ \S|^tmux new(?:-session)?\b.* -d\b"
            r"|^touch \S*tmp/restart\.txt|^passenger-config restart-app|^kill -(?:USR2|s USR2)\b"
            r"|^unicorn(?:_rails)?\b.* (?:-D|--daemonize)\b|^puma\b.* (?:-d|--daemon)\b|^gunicorn\b.* (?:-D|--daemon)\b"
        ),
    ),
)
_BEHIND = regex(
    r"^(?!(?:node|deno|bun|java|dotnet|python[\d.]*) (?:-{1,2}v(?:ersion)?|-V|-[cep]|--info)(?=\s|$)"
    r"|python[\d.]* (?:-\w+ )*(?:-m )?"
    r"(?:venv|virtualenv|(?:ensure)?pip|compileall|pytest|unittest|playwright|spacy|nltk\S*)\s"
    r"|python[\d.]* (?:\S*/)?"
    r"(?:setup\.py|manage\.py (?:\w*migrat\w*|collectstatic|create\w+|load\w+|compile\w+|check|test)\b))"
    r"(?:node|nodemon|ts-node|bun|deno|(?:npm|yarn|pnpm) (?:run )?start\S*|next start|nuxt start|serve|http-server"
    r"|uvicorn|gunicorn|hypercorn|daphne|waitress-serve|uwsgi|flask run|streamlit run|celery|python[\d.]* (?:-\w+ )*\S+"
    r"|puma|rackup|(?:bin/)?rails s(?:erver)?|dotnet \S+|java|php -S|php artisan serve|\S+\.jar)(?=\s|$)"
    r"(?!.* (?:--reload|--debug)\b)"
)
"""Programs that serve for as long as they run; sent into the background they are an application started by hand."""


def serves(command: Command) -> bool:
    """It is a program that serves for as long as it runs, whatever starts it."""
    return _BEHIND.search(command.text) is not None


_STRONG = frozenset(("codedeploy", "ecs", "app-runner", "lightsail", "beanstalk", "lambda", "cdk", "kubernetes"))
_PROBE_PATH = regex(r"health|ready|live|status|ping|actuator|/up\b|heartbeat", re.IGNORECASE)
_URL = regex(
    r"^(?:https?://)?(?P<host>\[?[\w.${}:()\-]+?\]?)(?::(?P<port>\d{2,5}|\$\{?\w+\}?))?(?P<path>/[^\s?#]*)?(?:[?#].*)?$"
)
_EXPRESSION = regex(r"\$\{\{[^{}]{0,200}\}\}")
"""What a workflow fills in before the shell sees it: the address of a host, most often."""
_ANSWERED = regex(r"\$\([^()]{0,200}\)")
"""What a command answers: the address that it looks up."""
_LOCAL = regex(rf"^(?:https?://)?{OWN_MACHINE}(?=[:/]|$)")
_CHECKS_SITE = regex(
    r"checkip|ifconfig\.me|ipify|169\.254|raw\.githubusercontent|get\.docker|download|install", re.IGNORECASE
)


def backup_method(command: Command) -> str | None:
    """How this command backs up a database; None when it does not."""
    if command.has("--version", "--help", "-V") and len(command.args) <= 1:
        return None
    if command.name in _BACKUPS:
        return None if handles_copy(command) else _BACKUPS[command.name]
    if _dumps_all(command):
        return "dumpdata"
    if OWN_BACKUP.match(command.text):
        return "copy"
    if _BACKUP_VERBS.match(command.text):
        return _STREAMS.get(command.name, "copy")
    return copies_by_tool(command)


def _dumps_all(command: Command) -> bool:
    """Django writes every table into a file; with the names of tables it writes a fixture."""
    match = _DUMPDATA.search(command.text)
    if match is None:
        return False
    words = match["given"].split()
    values = {words[index + 1] for index, word in enumerate(words[:-1]) if word.startswith("-") and "=" not in word}
    return all(word.startswith("-") or word in values for word in words)


def is_migration(command: Command) -> bool:
    """It changes the schema of the database."""
    if command.name in _CLIENTS:
        handed = (*(one.target for one in command.redirects if one.operator == "<"), *command.options("-f", "--file"))
        return any(map(_CHANGE_FILE.search, handed))
    if command.name in ("echo", "printf", "[", "=", "export") or _ONLY_SHOWN.search(command.text):
        return False
    return _MIGRATION.search(command.text) is not None


_ONLY_SHOWN = regex(r" --(?:pretend|plan|check|dry-run|sql|list|status)\b|migrat\w*:(?:status|list|show|pending)\b")
"""What would be changed, or has been."""


_CLIENTS = frozenset(("psql", "mysql", "mariadb"))
_CHANGE_FILE = regex(r"migrat|flyway|(?:^|/)V\d+__", re.IGNORECASE)
"""Files with changes of the schema, that a client of the database is handed one by one."""


_MAKES_MIGRATION = regex(
    r"manage\.py makemigrations\b(?!.* --(?:check|dry-run))|alembic\b.* revision\b.* --autogenerate|flask db migrate\b"
    r"|migration:generate|doctrine:migrations:diff|drizzle-kit generate"
)


def makes_migration(command: Command) -> bool:
    """It writes a change of the schema by comparing: on a server, one that nobody has read."""
    return command.name not in ("echo", "printf") and bool(_MAKES_MIGRATION.search(command.text))


_TAKES_NEWEST = regex(
    r"^git (?:pull|reset(?: -\S+)* \S*origin)\b|^(?:docker-compose|docker compose)\b.* pull\b"
    r"|^docker pull [^\s:]+/[^\s]+$"
)


def takes_newest(command: Command) -> bool:
    """It brings the newest release of the team's own to where one runs already."""
    return _TAKES_NEWEST.search(command.text) is not None and not any(map(HELPERS.match, command.args))


def is_build(command: Command) -> bool:
    """It makes the release."""
    return bool(_BUILD.search(command.text))


def takes_composed(commands: tuple[Command, ...]) -> bool:
    """The release is an image that a compose file names, and not what is built of a branch beside what others made."""
    return any(_COMPOSE_PULL.search(command.text) for command in commands) and not builds_branch(commands)


def builds_branch(commands: tuple[Command, ...]) -> bool:
    """Images are built where a branch was fetched, and pushed nowhere."""
    fetched = any(TAKES_BRANCH.match(command.text) for command in commands)
    built = any(_BUILDS_IMAGE.search(command.text) for command in commands)
    return fetched and built and not any(PUSHES.search(command.text) for command in commands)


COMPOSE_DOWN = regex(r"^(?:docker compose|docker-compose)\b.* down\b")
_COMPOSE_PULL = regex(r"^(?:docker compose|docker-compose)\b.* pull\b")
_BUILDS_IMAGE = regex(r"^(?:docker compose|docker-compose)\b.* (?:build\b|--build\b)")
PUSHES = regex(r"^docker\b.* push\b|^docker-compose\b.* push\b|\bdocker push\b")


def is_fetch(command: Command) -> bool:
    """It brings the release, or what it needs, to this machine."""
    return bool(_FETCH.search(command.text))


def activation(command: Command) -> str | None:
    """How this command puts a release live (`pm2`, `compose`, `ecs`, …); None when it does not."""
    method = _activates(command.text)
    if method:
        return None if _is_infrastructure(command, method) else method
    return "other" if command.background and command.redirects and _BEHIND.search(command.text) else None


@lru_cache(maxsize=1_024)
def _activates(text: str) -> str:
    """The method of the first pattern that a command fits; a dozen readers ask it of each."""
    return next((method for method, pattern in _ACTIVATIONS if pattern.search(text)), "")


_INSTALLS = regex(
    r"^(?:composer (?:\S+ )*install|php artisan (?!tinker)|(?:npm|pnpm) (?:ci|i|install)\b(?! (?:\S+ )*-g)"
    r"|yarn(?: install)?(?: -|$)|bundle install|pip3? install (?:\S+ )*-r|uv sync|poetry install)"
)
_CONTAINERS = frozenset(("docker", "docker-compose", "podman", "kubectl"))


def starts_bare(commands: Iterable[Command]) -> str | None:
    """Tell "host" where the machine gets the program's packages itself and no container is spoken of; else None."""
    there = tuple(commands)
    if any(command.name in _CONTAINERS for command in there):
        return None
    return "host" if any(_INSTALLS.match(command.text) for command in there) else None


_BEFORE_IMAGES = regex(r"(?i)ecr|registry|tf_?state|ssm_parameter|secretsmanager|oidc|route53_zone|\bvpc\b")
"""What Terraform makes ahead of the rest, so that there is somewhere to push an image to: it releases nothing yet."""


def _is_infrastructure(command: Command, method: str) -> bool:
    if method == "systemd":
        units = [arg for arg in command.args if not arg.startswith("-")]
        named = units[1:] if command.name == "systemctl" else units[:1]
        return not named or all(_SERVERS.match(unit.removesuffix(".service")) for unit in named)
    if method == "compose":
        return starts_only_helpers(command)
    if method == "terraform":
        aims = [arg for arg in command.args if arg.lstrip("-").startswith("target=")]
        return bool(aims) and all(map(_BEFORE_IMAGES.search, aims))
    if command.text.startswith("aws ecs update-service") and command.has("--desired-count"):
        return not command.has("--task-definition", "--force-new-deployment")  # more or fewer copies of what is there
    if method == "docker":
        return any(HELPERS.match(arg) for arg in command.args[1:]) or (
            not command.has("-d", "--detach", "-itd", "-dit", "-dp", "-di", "-td", "--restart")
            and "service" not in command.args
        )
    return False


def is_strong(method: str) -> bool:
    """A method that nothing but a deployment uses."""
    return method in _STRONG


def probe_url(command: Command, *, spoken: bool = False) -> str | None:
    """The URL by which a command asks a server how it is; None when it asks nothing of the kind.

    `spoken`: a bad answer gets no more than a word.
    """
    if command.name not in ("curl", "wget", "http", "httpie", "wait-on", "wait-for-it.sh", "wait-for-it"):
        return None
    kept = command.has("--output") and command.option("--output") != "/dev/null"
    if command.name == "curl" and (kept or command.has("-O", "-F", "-T", "-d", "--data", "--remote-name")):
        return None
    status = spoken or _reads_status(command)
    for before, arg in zip(("", *command.args), command.args, strict=False):
        url = arg.removeprefix("http-get://") if arg.startswith("http-get") else arg
        if url.startswith("-") or _CHECKS_SITE.search(url) or _TAKES_VALUE.match(before):
            continue
        told = _PROBE_PATH.search(url) or (status and not _SERVICES.search(url))
        if _LOCAL.match(url) or (re.match(r"https?://|\$", url) and told):
            return url
    return None


_STATUS = regex(r"%\{(?:http_code|response_code)\}")
_TAKES_VALUE = regex(r"^(?:-[sSfLk]*[oHuwmAbe]|--(?:output|header|user|write-out|max-time|user-agent|cookie|referer))$")
_SERVICES = regex(rf"{MESSENGERS}|hooks?[./]|notif|api\.github|amazonaws\.com|token|upload", re.IGNORECASE)
"""Whoever is told something, or asked for something of theirs, is no application of one's own."""


def _reads_status(command: Command) -> bool:
    """It wants nothing but the status of the answer, and changes nothing by asking."""
    changes = (command.option("-X", "--request") or "GET").upper() not in ("GET", "HEAD")
    return command.name == "curl" and not changes and any(map(_STATUS.search, command.args))


def split_url(url: str) -> tuple[str | None, int | None]:
    """Path and port of a URL; a path that is a variable is None, no path is "/"."""
    match = _URL.match(_ANSWERED.sub("${expression}", _EXPRESSION.sub("${expression}", url)))
    if match is None:
        return None, None
    port = int(match["port"]) if match["port"] and match["port"].isdigit() else None
    path = match["path"] or ("/" if not match["host"].startswith("$") else None)
    return (None if path and "$" in path else path), port


_PUBLISHES = regex(
    r"^aws s3 (?:sync|cp|mv) (?:-[\w-]+ )*\S*(?:dist|build|out|public|\.next|front|client|web|www|site)\S* "
    r"(?:-[\w-]+ )*s3://"
)
_EACH_PUBLISHED = regex(r"^aws s3 (?:cp|mv) (?:-[\w-]+ )*\S*\{\}\S* (?:-[\w-]+ )*s3://")
"""Each of the files that `find` or `xargs` comes upon."""


def publishes(command: Command) -> bool:
    """It hands the files of a website to a bucket."""
    each = {"find", "xargs"} & set(command.inside) and _EACH_PUBLISHED.search(command.text)
    return bool(each or _PUBLISHES.search(command.text))
