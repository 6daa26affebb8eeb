"""Folders on the host out of which a server hands to everybody what users have handed in."""

from collections.abc import Iterator

from holdfast.model.facts import KeptFiles
from holdfast.model.regex import regex
from holdfast.readers.repository.nginx.routes import environment, locations
from holdfast.readers.repository.nginx.sites import Server, Sites
from holdfast.readers.repository.nginx.tree import named

_OF_USERS = regex(r"(?i)(?:^|/)(?:uploads?|uploaded[-_]?files|media|user[-_]?files|attachments)(?:/|$)")
_ELSEWHERE = regex(r"(?i)(?:^|[/_-])(?:efs|nfs|mnt|s3|s3fs|tmp|examples?)(?:[/_-]|$)")


def handed_out(sites: Sites, server: Server) -> Iterator[KeptFiles]:
    """The first such folder of a server, at the line that names it."""
    for location in locations(sites, server):
        for folder in named(sites.expand(location.inner), "alias", "root"):
            # Below the root of a server the location itself tells whose files these are.
            told = folder.first if folder.name == "alias" else " ".join(location.args)
            if _OF_USERS.search(told) and not _ELSEWHERE.search(folder.first):
                yield KeptFiles(
                    kind=folder.source.kind,
                    at=folder.source.at(folder.line, folder.end),
                    environment=environment(server, location),
                    old=folder.source.old,
                    keeper="server",
                )
                return
