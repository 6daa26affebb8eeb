"""What a pipeline does that releases no product: documentation, a cluster of its own, a host that is kept in order."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.workflows.shape import Job, Step

_DOCS = regex(
    r"(?i)(?<![a-z])(?:docs?(?:[-_ ]?site)?|documentation|api[-_ ]?docs?|java-?docs?|typedocs?|(?:mk"
    r"|read[-_ ]?the[-_ ]?)docs"
    r"|sphinx|docusaurus|storybook|coverage|benchmarks?|changelog|문서|ドキュメント)(?![a-z])"
)
_PRODUCT = regex(
    r"(?i)(?<![a-z])(?:apps?|applications?|api(?![-_ ]?docs?)|backend|server|front-?end|client|web"
    r"|prod(?:uction)?|staging|services?)(?![a-z])"
)
_FOLDER = regex(
    r"(?i)(?:^|/)(?:docs?|documentation|javadocs?|apidocs?|_build/(?:dir)?html|storybook-static|book|coverage|htmlcov)(?:/|$)"
)
_FOLDERS = ("publish_dir", "folder", "build_dir", "local_dir", "path", "directory", "target-folder", "args", "source")
_MAKES_DOCS = regex(
    r"^(?:\S{1,80} ){0,4}?(?:sphinx-build|mkdocs|mdbook|typedoc|jsdoc|doxygen|antora|pdoc3?"
    r"|build-storybook|jupyter-book)\b"
    r"|^make\b[^\n]{0,60}\b(?:docs?|html)\b|^cargo doc\b"
    r"|^(?:npm|yarn|pnpm|bun)(?: run)? (?:docs?(?:[:-]\w{1,20})?|\w{1,20}[:-]docs?)\b"
)
_MAKES_PAGES = regex(
    r"\b(?:(?:npm|yarn|pnpm|bun)(?: run)? build|(?:vite|next|ng|nuxt|gatsby|react-scripts) (?:build|generate))\b"
)
_GIVEN_OUT = frozenset(("static", "hosted"))

_CLUSTER_ACTION = regex(r"(?<![a-z0-9])(?:kind|k3d|k3s|minikube|microk8s)(?![a-z0-9])")
_CLUSTER_MADE = regex(
    r"^(?:sudo )?(?:\S{1,80}/)?(?:kind(?: -\S+)* create cluster|minikube start|k3d cluster create"
    r"|snap install microk8s|k3s server)\b"
)
_CLUSTER_ELSEWHERE = regex(
    r"^aws eks update-kubeconfig\b|\bget-credentials\b|^doctl kubernetes\b"
    r"|^eksctl utils write-kubeconfig\b|kubeconfig save"
)


def is_beside_product(step: Step, method: str, job: Job, commands: Iterable[Command]) -> bool:
    """Whether a step that seems to put a release live serves nobody who uses the product.

    Args:
        step: the step.
        method: how it puts something out.
        job: the one that it belongs to.
        commands: all that the job runs.
    """
    told = [command.text for command in commands]
    if method == "kubernetes":
        return _has_own_cluster(job, told)
    return method in _GIVEN_OUT and _is_documentation(step, job, told)


def _has_own_cluster(job: Job, told: list[str]) -> bool:
    """The job makes the cluster itself, which ends with it, and is led to no other one."""
    made = any(_CLUSTER_ACTION.search(step.action or "") for step in job.steps) or any(map(_CLUSTER_MADE.match, told))
    return made and not any(map(_CLUSTER_ELSEWHERE.search, told))


def _is_documentation(step: Step, job: Job, told: list[str]) -> bool:
    if _DOCS.search(step.name):
        return True
    given = step.input(*_FOLDERS)
    if given is not None and any(_FOLDER.search(word) for word in given[1].split()):
        return True
    named = " / ".join((job.name, job.title, job.whole))
    if _PRODUCT.search(f"{named} / {step.name}"):
        return False
    if _DOCS.search(named):
        return True
    return any(map(_MAKES_DOCS.match, told)) and not any(map(_MAKES_PAGES.search, told))


_UPKEEP = regex(
    r"(?i)(?<![a-z])(?:back-?ups?|restores?|dumps?|snapshots?|cron(?:jobs?|tabs?)?|cert(?:s|bot|ificates?)?|ssl|tls"
    r"|renew(?:al)?|monitor(?:ing)?|alerts?|logrotate|diagnos\w*|debug|clean-?up|prune|swap|firewall|ufw|fail2ban)(?![a-z])"
    r"|백업|복원|복구|인증서|모니터링|알림|로그|진단|정리|バックアップ|復元|復旧|証明書|監視|ログ|診断|掃除"
)


def looks_after_host(step: Step, job: Job) -> bool:
    """By its names it keeps a host in order, as copies or certificates are set up there, and releases nothing."""
    return _UPKEEP.search(" / ".join((job.name, job.title, job.whole, step.name))) is not None
