"""Software that is handed out as a package: what its documentation and samples set up is set up by whoever uses it."""

import re
from collections.abc import Iterable
from functools import cache

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Deployment,
    ExposedSecret,
    Fact,
    Instance,
    LoadBalancer,
    OverwritableTags,
    Platform,
    ReleaseIdentity,
    Rollback,
    StandingName,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.compose.called import is_compose
from holdfast.readers.repository.text.json_object import json_object
from holdfast.readers.repository.text.sizes import SIZE

_CLASSIFIERS = regex(
    r"^[ \t]{0,40}(?:[\[(][ \t]{0,9})?[\"']?(?:Development Status|Programming Language|Intended Audience|Topic"
    r"|Framework|Operating System|License)"
    r"\s::\s[^\n]{1,80}$",
    re.MULTILINE,
)
_FEWEST_CLASSIFIERS = 2
_NEVER_UPLOADED = regex(r"Private\s*::\s*Do Not Upload")
_MANIFESTS_OF_PYTHON = ("setup.py", "setup.cfg", "pyproject.toml")
_TO_CENTRAL = regex(
    r"nexus-staging-maven-plugin|central-publishing-maven-plugin|oss\.sonatype\.org|<artifactId>maven-gpg-plugin<"
)
_MARKS = regex(
    r"configure\.(?:ac|in)|Makefile\.PL|dist\.ini|\.goreleaser\.ya?ml|\.promu\.ya?ml|[\w.-]+\.gemspec|debian/control|PKGBUILD"
    r"|(?:snap/)?snapcraft\.ya?ml|(?:rpm/)?[\w-]+\.spec(?:\.in)?|CITATION\.cff|(?:MAINTAINERS|GOVERNANCE|ADOPTERS)(?:\.\w{2,4})?"
    r"|(?:man|docs?(?:/man)?)/[\w.-]{1,60}\.[1-8](?:\.(?:md|rst|adoc|in))?"
)
"""What stands at the root of software that is built, packed and installed elsewhere; manuals of its commands, too."""
_KINDS_OF_COMPOSER = frozenset(("library", "symfony-bundle", "composer-plugin", "wordpress-plugin", "drupal-module"))

_GUIDE = regex(
    r"(?i)\.(?:mdx?|mdc|markdown|rst|rest|adoc|asciidoc|org|rdoc|textile|(?:media)?wiki|html?|txt)$|(?:^|/)readme$"
)
_DOCUMENTATION = regex(r"(?i)^(?:docs?|documentation|manual|website|skills|\.claude|\.cursor)/")
_SET_UP_BY_OTHERS = regex(
    r"(?i)(?:^|/)(?:(?:Docker|Container|Caddy)file(?:[.\-_][\w.-]{1,60})?|values[\w.-]{0,60}\.ya?ml)$"
    r"|(?:^|/)[\w-]{0,40}(?:install|set-?up)[\w-]{0,40}\.sh$|(?:^|/)(?:install(?:er|ation)?|packaging|vagrant)/"
    r"|(?:^|/)(?:helm|charts?|k8s|kubernetes|nginx|apache2?|systemd)/|\.(?:conf|service)(?:\.\w{1,10})?$"
)
_PIPELINE = regex(
    r"(?:^|/)\.(?:github|gitea|forgejo|woodpecker|circleci)/|(?:^|/)(?:\.gitlab-ci|\.travis|Jenkinsfile|azure-pipelines)"
)
_OF_OURS = regex(
    r"(?i)\b(?:our|we)\b[^.\n]{0,60}\b(?:production|prod|live|servers?|clusters?|aws account"
    r"|infrastructure|ec2|instances?)\b"
    r"|\bssh -i \S|@ec2-\d|\b(?:ubuntu|ec2-user|root)@\d"
    r"|\b(?:ec2|rds|route ?53|cloudfront|elastic ip|security groups?|cloudwatch)\b"
    rf"|\b[tmcr]\d[a-z]{{0,2}}\.{SIZE}\b"
    r"|보안 ?그룹|탄력적 ?ip|セキュリティ ?グループ"
)
"""A document in which a team speaks of what it runs itself, or that leads through an account at AWS."""
_OF_RELEASES = (Deployment, OverwritableTags, ReleaseIdentity, Rollback, StandingName)
"""Where nothing is put live, an image that is pushed is a package as well."""
_OPENS = frozenset(("aws-key", "private-key"))


def of_who_runs_it(facts: Iterable[Fact], tree: Tree) -> list[Fact]:
    """The facts without those that only its users bring about, where a package is handed out and nothing is run.

    A document that speaks of the team's own servers keeps its facts, and so does whatever a pipeline, the source or
    infrastructure as code says; a key that opens an account does so wherever it stands.
    """
    told = list(facts)
    if any(map(_is_run, told)) or not is_published(tree):
        return told

    @cache
    def for_users(path: str) -> bool:
        if _PIPELINE.search(path):
            return False
        if _GUIDE.search(path) is None:
            return bool(_DOCUMENTATION.search(path) or _SET_UP_BY_OTHERS.search(path)) or is_compose(path)
        return _OF_OURS.search(_text(tree, path)) is None

    return [
        fact
        for fact in told
        if (isinstance(fact, ExposedSecret) and fact.form in _OPENS)
        or not (isinstance(fact, _OF_RELEASES) or for_users(fact.at.path))
    ]


def _is_run(fact: Fact) -> bool:
    """Something that the team itself puts somewhere: by a pipeline, or in an account."""
    if fact.kind is EvidenceKind.CLAIMED or _GUIDE.search(fact.at.path):
        return False
    if isinstance(fact, Deployment):
        return not fact.manual and _PIPELINE.search(fact.at.path) is not None
    at_provider = isinstance(fact, Workload) and fact.platform is not Platform.KUBERNETES
    return at_provider or isinstance(fact, Instance | LoadBalancer)


def is_published(tree: Tree) -> bool:
    """Whether the files at the root say that this is handed out as a package, for others to install."""
    if any(map(_MARKS.fullmatch, tree.paths)) or _TO_CENTRAL.search(_text(tree, "pom.xml")):
        return True
    for path in _MANIFESTS_OF_PYTHON:
        text = _text(tree, path)
        if len(_CLASSIFIERS.findall(text)) >= _FEWEST_CLASSIFIERS and not _NEVER_UPLOADED.search(text):
            return True
    return json_object(_text(tree, "composer.json")).get("type") in _KINDS_OF_COMPOSER or _is_of_npm(tree)


def _is_of_npm(tree: Tree) -> bool:
    """A program for the command line, or a library: words to be found by and a first file `npm init` gives anything."""
    node = json_object(_text(tree, "package.json"))
    if node.get("private") is True:
        return False
    scripts = node.get("scripts")
    if "publishConfig" in node or (isinstance(scripts, dict) and "prepublishOnly" in scripts) or node.get("bin"):
        return True
    used = any(key in node for key in ("main", "exports", "module", "types", "typings"))
    return used and (bool(node.get("files")) or any(key in node for key in ("types", "typings", "exports")))


def _text(tree: Tree, path: str) -> str:
    text = tree.open_text(path) if path in tree.known else ""
    return text if isinstance(text, str) else ""
