"""Programs that serve requests for as long as they run, started in the foreground by what puts a release live."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import Script

_SERVES = regex(
    r"^(?:(?:npm|yarn|pnpm|bun)(?: run)? (?:start|serve|prod|production|server)"
    r"(?![\w:-]*(?:dev|local|test))[\w:-]*(?=\s|$)"
    r"|(?:node|nodemon|ts-node|tsx|bun|deno run)(?: -\S+)* (?:\S*/)?"
    r"(?:app|server|index|main|www|bot|start)(?:\.[cm]?[jt]sx?)?(?=\s|$)"
    r"|(?:next|nuxt|nuxi|nest|vite|remix-serve|astro) (?:start|preview)\b|remix-serve\b|(?:serve|http-server)(?=\s)"
    r"|(?:uvicorn|gunicorn|hypercorn|daphne|waitress-serve|uwsgi|granian|fastapi run"
    r"|streamlit run|flask(?: -\S+ \S+)* run)(?=\s|$)"
    r"|python[\d.]*(?: -[uOB]+)* (?:\S*/)?manage\.py run\w*server\b"
    r"|python[\d.]*(?: -[uOB]+)* (?:\S*/)?(?:app|main|server|run|wsgi|bot|api|application)\.py(?=\s|$)"
    r"|python[\d.]* -m (?:flask(?: -\S+ \S+)* run|uvicorn|gunicorn|hypercorn|http\.server|streamlit run)\b"
    r"|(?:\./)?gradlew?\b.* (?:\S*:)?(?:bootRun|run)\b|(?:\./)?mvnw?\b.*\bspring-boot:run\b|(?:sbt|lein|clj) \"?run\b"
    r"|go run \S|cargo run\b.*--release|mix phx\.server|dotnet (?:run\b|\S+\.dll)|java\b.* -jar\b"
    r"|(?:bin/)?rails (?:s|server)(?=\s|$)|rackup\b|puma\b|unicorn\b|php artisan (?:serve|octane:start)\b|php -S "
    r"|symfony (?:server:start|serve)\b)"
    r"(?!.* (?:--reload|--debug|--version|--help)\b)"
)
_RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_SPEAKS = frozenset(("echo", "printf", "exit", "disown", "cd", "deactivate", "popd"))
_NOT_HERE = frozenset(("docker", "docker-compose", "podman", "kubectl", "pm2", "forever", "screen", "tmux", "echo"))


def is_server(command: Command) -> bool:
    """It is a server of requests itself, whoever starts it and however; not what a container or a manager runs."""
    return _SERVES.search(command.text) is not None and not _NOT_HERE & set(command.inside)


def stays(command: Command, script: Script) -> bool:
    """It starts a server of requests, by itself: in the background, or as the last thing done where it is."""
    if not is_server(command):
        return False
    if command.background:
        return True
    # What a task does stands behind the call of it, on the same line.
    calls = command.name in _RUNNERS
    after = [one for one in script.commands[command.order + 1 :] if not calls or one.line != command.line]
    return all(
        other.name in _SPEAKS
        for other in after
        if other.remote == command.remote and other.function == command.function
    )
