"""Guides in reStructuredText and AsciiDoc say what the same guide says in Markdown, on their own lines."""

import re
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides import READER
from holdfast.readers.repository.guides.page.markup import as_markdown

from ..support import read, said

MARKDOWN = """
    # Deployment

    ## Server

    Launch an EC2 instance of type t3.small.

    1. Connect to the server:

       ```bash
       ssh -i key.pem root@203.0.113.7
       ```

    2. Bring the new version up:

       ```bash
       cd /srv/app
       git pull origin main
       docker compose up -d --build
       ```

    Open port 22 to 0.0.0.0/0 in the security group.

    ## Database

    ```bash
    pg_dump app > /var/backups/app.sql
    ```
"""

STRUCTURED = """
    .. _deployment:

    ==========
    Deployment
    ==========

    .. contents:: Chapters
       :depth: 2

    Server
    ======

    Launch an EC2 instance of type t3.small.

    #. Connect to the server:

       .. code-block:: bash
          :linenos:

          ssh -i key.pem root@203.0.113.7

    #. Bring the new version up::

        cd /srv/app
        git pull origin main
        docker compose up -d --build

    .. note::

        Open port 22 to 0.0.0.0/0 in the security group.

    Database
    ========

    .. code:: bash

       pg_dump app > /var/backups/app.sql
"""

ASCIIDOC = """
    = Deployment
    :toc:

    // how the server is set up
    == Server

    Launch an EC2 instance of type t3.small.

    . Connect to the server:
    +
    [source,bash]
    ----
    ssh -i key.pem root@203.0.113.7
    ----

    . Bring the new version up:
    +
    [source,bash]
    cd /srv/app
    git pull origin main
    docker compose up -d --build

    Open port 22 to 0.0.0.0/0 in the security group.

    == Database

    .Every night
    [source,bash]
    ----
    pg_dump app > /var/backups/app.sql
    ----
"""


@pytest.mark.parametrize(("text", "path"), [(STRUCTURED, "docs/deployment.rst"), (ASCIIDOC, "docs/deployment.adoc")])
def test_what_a_guide_says_does_not_hang_on_its_markup(text: str, path: str) -> None:
    assert _without_lines(said(text, path)) == _without_lines(said(MARKDOWN, "docs/deployment.md"))


def _without_lines(facts: list[str]) -> list[str]:
    return [re.sub(r" \d+(?:-\d+)?(?= |$)", "", fact, count=1) for fact in facts]


@pytest.mark.parametrize(("text", "path"), [(STRUCTURED, "docs/deployment.rst"), (ASCIIDOC, "docs/deployment.adoc")])
def test_each_fact_stands_where_the_page_says_it(text: str, path: str) -> None:
    rows = dedent(text).lstrip("\n").splitlines()
    shown = [rows[one.at.start_line - 1].strip() for one in read(text, path)]
    assert [row for row in shown if not row.startswith("ssh")] == [
        "pg_dump app > /var/backups/app.sql",
        "Launch an EC2 instance of type t3.small.",
        "Open port 22 to 0.0.0.0/0 in the security group.",
        "cd /srv/app",
    ]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("Title\n=====\n\nPart\n----\n\nOther\n=====\n", "# Title\n\n\n## Part\n\n\n# Other\n\n"),
        ("=====\nTitle\n=====\n\nPart\n=====\n", "\n# Title\n\n\n## Part\n\n"),
        ("배포\n====\n", "# 배포\n\n"),
        ("one two three four five\n===\n", "one two three four five\n===\n"),
        ("Run::\n\n  ls\n", "Run:\n```\nls\n```"),
        ("::\n\n  ls\n\nText\n", "\n```\nls\n```\nText\n"),
        ("Run::\n\n  ls\nText\n", "Run:\n\n    ls\nText\n"),
        ("Run::\n", "Run:\n"),
        (".. code:: sh\n\nText\n", "\n\nText\n"),
        (".. code:: sh\n   :name: a\n\n   a\n\n   b\n", "\n\n```sh\na\n\nb\n```"),
        (".. image:: a.png\n   :alt: a\n\nText\n", "\n\n\nText\n"),
        (".. a remark\n   that goes on\n\nText\n", "\n\n\nText\n"),
        (".. warning:: Never\n\n   do this\n", "Never\n\ndo this\n"),
        (".. note::\n\n   Run::\n\n     ls\n", "\n\nRun:\n```\nls\n```"),
        ("      a quotation\n", "a quotation\n"),
        ("- a\n\n    - b\n", "- a\n\n    - b\n"),
        ("See `here <https://a.kr>`_ and :doc:`there`.\n", "See [here](https://a.kr) and `there`.\n"),
    ],
)
def test_restructured_text_is_told_as_markdown(page: str, told: str) -> None:
    assert as_markdown("a.rst", page) == told


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("= A\n\n=== B\n", "# A\n\n### B\n"),
        ("----\nls\n----\n", "```\nls\n```\n"),
        ("[source,yaml]\n.A file\n----\na: 1\n----\n", "\nA file\n```yaml\na: 1\n```\n"),
        ("[source,sh]\nls\n\nText\n", "```sh\nls\n```\nText\n"),
        ("....\n= a\n----\n....\n", "```\n= a\n----\n```\n"),
        ("* a\n** b\n. c\n.. d\n", "- a\n   - b\n1. c\n   1. d\n"),
        ("[NOTE]\n====\nText\n====\n", "\n\nText\n\n"),
        ("https://a.kr[here] link:b.html[there]\n", "[here](https://a.kr) [there](b.html)\n"),
    ],
)
def test_asciidoc_is_told_as_markdown(page: str, told: str) -> None:
    assert as_markdown("a.adoc", page) == told


@pytest.mark.parametrize(
    ("path", "page", "told"),
    [
        (
            "a.org",
            "#+TITLE: A\n** TODO b\n#+begin_src sh -n\nx\n#+end_src\n#+FILETAGS: q",
            "# A\n## b\n```sh\nx\n```\n",
        ),
        ("a.org", ": ls\n[[https://a.kr][here]]", "    ls\n[here](https://a.kr)"),
        ("a.rdoc", "== B\nText:\n\n  ls -l\n* c\n  goes on", "## B\nText:\n\n    ls -l\n* c\n  goes on"),
        ("a.textile", "h2. B\n# c\n## d\nbc. ls\npwd\n\nText", "## B\n1. c\n   1. d\n    ls\n    pwd\n\nText"),
        ("a.wiki", "== B ==\n# c\n ls -l", "## B\n1. c\n    ls -l"),
        ("a.html", "<body>\n  <td><h2>B</h2>\n<pre>\n  ls\n</pre>\n", "\n<h2>B</h2>\n<pre>\n  ls\n</pre>\n"),
    ],
)
def test_the_markup_of_other_wikis_is_told_as_markdown(path: str, page: str, told: str) -> None:
    assert as_markdown(path, page) == told


def test_markdown_stays_as_it_is() -> None:
    assert as_markdown("a.md", "A\n=\n\n.. b::\n") == "A\n=\n\n.. b::\n"


@pytest.mark.parametrize(
    "path", ["README.rst", "docs/deployment.adoc", "docs/Deploy.RST", "ops.org", "README.rdoc", "wiki/Home.wiki"]
)
def test_guides_in_other_markup_are_read(path: str) -> None:
    assert READER.wants(path)


def test_histories_are_no_guides_in_any_markup() -> None:
    assert not any(map(READER.wants, ("CHANGELOG.rst", "CONTRIBUTING.adoc", "docs/history.rst")))


_PIECES = [
    *("Title\n=====\n", "====\n", "-----\n", ".. code-block:: bash\n", ".. note::\n", "::\n", "Run::\n", "\n", "\n\n"),
    *(
        "   ls\n",
        "     docker run -p 22:22 a\n",
        "#. a\n",
        "* b\n",
        "   - c\n",
        "\t",
        "   :linenos:\n",
        ".. \n",
        "|===\n",
    ),
    *(
        "[source,bash]\n",
        "----\n",
        "....\n",
        "== A\n",
        ". b\n",
        "+\n",
        "aws ec2 0.0.0.0/0\n",
        "link:a[b]\n",
        "`a <b>`_\n",
    ),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40), st.sampled_from(["docs/aws.rst", "docs/aws.adoc"]))
def test_no_mixture_raises_or_moves_a_line(pieces: list[str], path: str) -> None:
    text = "".join(pieces)
    assert as_markdown(path, text).count("\n") == text.count("\n")
    list(READER.read(Snippet(path, text)))
