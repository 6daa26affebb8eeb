"""Servers that frameworks bring along for whoever writes the program, and that people start for visitors too."""

from holdfast.model.regex import regex

_BEFORE = (
    r"(?:(?:sudo|exec|nohup|(?:/usr/bin/)?env|npx|bunx|setsid|dotenv|(?:poetry|pipenv|uv|pdm|bundle) (?:run|exec)|--"
    r"|[A-Z_]\w{0,60}=\S{0,200}|screen -\S{1,10} \S{1,60}|tmux new(?:-session)? -d(?: -s \S{1,60})?"
    r"|pm2 start|forever start|(?:/bin/)?(?:ba)?sh -c)\s+[\"']?){0,6}"
)
_PYTHON = (
    r"(?:\S{0,100}/)?(?:python[\d.]*\s+(?:-\w+\s+){0,3})?(?:\S{0,100}/)?manage\.py\s+runserver(?:_plus)?"
    r"|(?:\S{0,100}/)?(?:python[\d.]*\s+-m\s+)?flask\s+(?:--?[\w-]+(?:[= ][\w.:/]+)?\s+){0,4}run"
    r"|(?:\S{0,100}/)?fastapi\s+dev"
    r"|(?:\S{0,100}/)?(?:python[\d.]*\s+-m\s+)?(?:uvicorn|gunicorn|hypercorn)\s(?:[^\n;&|]{0,300}\s)?--reload"
)
_PHP = (
    r"(?:\S{0,100}/)?php\s+(?:\S{0,100}/)?artisan\s+serve|(?:\S{0,100}/)?php\s+(?:-[a-zR]\s+\S+\s+){0,3}-S\s+\S+"
    r"|symfony\s+(?:local:)?(?:server:start|serve)|(?:php\s+)?(?:\S{0,100}/)?bin/console\s+server:(?:run|start)"
)
_NODE = (
    r"(?:\S{0,100}/)?(?:(?:next|nuxt|nuxi|astro|svelte-kit|remix|gatsby)\s+dev(?:elop)?|ng\s+serve|vue-cli-service\s+serve"
    r"|react-scripts\s+start|webpack-dev-server|webpack\s+(?:serve|dev-server)|vite(?:\s+(?:dev|serve))?(?=\s+-|\s*$)|nodemon"
    r"|ts-node-dev|tsx\s+watch|node\s+--watch|nest\s+start\s(?:\S+\s){0,3}--watch)"
    r"|(?:\S{0,100}/)?(?:npm|yarn|pnpm|bun)\s+(?:--?[\w-]+(?:[= ][\w./-]+)?\s+){0,3}(?:--\s+)?(?:run\s+)?"
    r"(?:dev|develop|start:dev|serve:dev|dev:server)"
)
_SERVER = regex(rf"^\W{{0,2}}{_BEFORE}[\"']?(?:{_PYTHON}|{_PHP}|{_NODE})(?=[\s\"';&]|$)")
_INSIDE = regex(rf"(?:^|[\s\"';&]){_BEFORE}(?:{_PYTHON}|{_PHP}|{_NODE})(?=[\s\"';&]|$)")
_BY_PM2 = regex(
    r"^(?:sudo\s+)?pm2\s+start\s+[\"']?(?:npm|yarn|pnpm|bun)\b[^\n;&|]{0,200}?[\s\"'](?:run\s+)?"
    r"(?:dev|develop|start:dev)(?=[\s\"';&]|$)"
)
_FOR_VISITORS = regex(
    r"\b(?:gunicorn|uwsgi|daphne|hypercorn|waitress-serve|php-fpm\d*|apache2-foreground|apachectl|octane|supervisord|puma|unicorn)\b"
    r"(?![^\n]{0,300}--reload)|\bnext start\b|\b(?:npm|yarn|pnpm) (?:run )?start(?::prod\w*)?(?=\s|$|[\"'])"
    r"|\buvicorn\b(?!\.(?:log|out|err|pid|service)|[^\n]{0,300}--reload)"
    r"|\bnode (?:dist|build|\.output)\b|\bnginx -g\b|\bserve -s\b"
)


def is_development_server(line: str) -> bool:
    """The command starts such a server, by itself or under something that looks after it."""
    line = line.strip()[:1_000]
    return _SERVER.search(line) is not None or _BY_PM2.search(line) is not None


def runs_development_server(line: str) -> bool:
    """Somewhere in the command, as in what a container is told to run."""
    return _INSIDE.search(line[:2_000]) is not None


def serves_visitors_too(text: str) -> bool:
    """The text starts another server as well, one made for visitors: which of them runs is a matter of its settings."""
    return _FOR_VISITORS.search(text) is not None
