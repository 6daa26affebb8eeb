"""HTML in a page of Markdown says what Markdown would say, at its own lines."""

import pytest

from holdfast.readers.repository.guides.page.blocks import Blocks, Form, parse
from holdfast.readers.repository.guides.page.islands import without_html

from ..support import said

_IN_HTML = """
    <h2>Deploy</h2>

    <h3>1) Log in</h3>
    <pre>
    aws configure
    # AWS Access Key ID
    </pre>

    <h3>2) Push</h3>
    <p>Build it for the servers:</p>
    <pre><code class="language-bash">docker buildx build \\
      -t 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:latest \\
      --push .</code></pre>

    <h3>3) Roll out</h3>
    <pre lang="sh">
    aws ecs update-service --cluster shop --service api --force-new-deployment
    </pre>
"""


def _code(blocks: Blocks) -> list[tuple[int, str, str]]:
    return [(fence.line, fence.language, fence.text.rstrip("\n")) for fence in blocks.fences]


def _told(page: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.form.value, one.text) for one in parse(page).statements]


def test_a_guide_in_html_tells_what_the_same_one_in_markdown_does() -> None:
    in_markdown = """
        ## Deploy

        ### 1) Log in
        ```
        aws configure
        # AWS Access Key ID
        ```

        ### 2) Push
        Build it for the servers:

        ```bash
        docker buildx build \\
          -t 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:latest \\
          --push .
        ```

        ### 3) Roll out
        ```sh
        aws ecs update-service --cluster shop --service api --force-new-deployment
        ```
    """

    def without_lines(told: list[str]) -> list[str]:
        return [f"{line.split()[0]} {line.partition('=')[2]}" for line in told]

    assert len(said(_IN_HTML)) == 3
    assert without_lines(said(_IN_HTML)) == without_lines(said(in_markdown))


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<pre>\naws configure\n</pre>\n", [(2, "bash", "aws configure")]),
        ("<pre>aws configure</pre>\n", [(1, "bash", "aws configure")]),
        ('<pre><code class="language-yaml">\na: 1\nb:\n  - 2\n</code></pre>', [(2, "yaml", "a: 1\nb:\n  - 2")]),
        ("<h3>Go</h3>\n<pre>\ncd a\n\n  cdk deploy &amp;&amp; x\n</pre>", [(3, "bash", "cd a\n\n  cdk deploy && x")]),
        ("Text:\n<pre><code>cdk deploy\nls</code></pre>\nMore", [(2, "bash", "cdk deploy\nls")]),
        ("<div>\n  <div>\n    <pre>\n    cdk deploy\n    </pre>\n", [(4, "bash", "cdk deploy")]),
        ("1. Go\n\n   <pre>\n   cdk deploy\n   </pre>\n", [(4, "bash", "cdk deploy")]),
        ("<ol>\n  <li>Go\n    <pre>\n      cdk deploy\n    </pre>\n  </li>\n</ol>", [(4, "bash", "cdk deploy")]),
        ("<details><summary>Go</summary>\n```bash\ncdk deploy\n```\n</details>", [(3, "bash", "cdk deploy")]),
        ("<pre>\n<b>$</b> <span class='x'>cdk deploy</span>\n```\n</pre>", [(2, "bash", "$ cdk deploy\n```")]),
        ("```html\n<pre>\ncdk deploy\n</pre>\n```", [(2, "html", "<pre>\ncdk deploy\n</pre>")]),
        ("<!--\n<pre>\ncdk deploy\n</pre>\n-->", []),
        ("<pre>\ncdk deploy\n", []),
    ],
)
def test_what_is_preformatted_is_code(page: str, told: list[tuple[int, str, str]]) -> None:
    assert _code(parse(page)) == told


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<h2>배포</h2>\n<p>서버에 접속합니다.</p>", [(1, "heading", "배포"), (2, "line", "서버에 접속합니다.")]),
        ('<h1 align="center">\n  <img src="a.png">\n  Shop\n</h1>', [(3, "heading", "Shop")]),
        ('<h1 align="center"><img src="a.png"></h1>', []),
        ("<ol><li>A</li><li>B</li></ol>", [(1, "step", "A"), (1, "step", "B")]),
        ("<ul>\n<li>A\n<ul>\n<li>B</li>\n</ul>\n</li>\n</ul>", [(2, "item", "A"), (4, "item", "B")]),
        ("<li>A</li>\n<li>B</li>", [(1, "item", "A"), (2, "item", "B")]),
        ("<details>\n<summary><b>手順</b></summary>\n- A\n</details>", [(2, "heading", "手順"), (3, "item", "A")]),
        ("<details><summary><h3>Go</h3></summary>\n\nA\n</details>", [(1, "heading", "Go"), (3, "line", "A")]),
        ("<p><b>Go</b></p>", [(1, "heading", "Go")]),
        ("a < b and <AccountId>", [(1, "line", "a < b and <AccountId>")]),
    ],
)
def test_headings_lists_and_sentences_are_told(page: str, told: list[tuple[int, str, str]]) -> None:
    assert _told(page) == told


def test_what_stands_in_details_is_under_their_summary_and_what_follows_is_not() -> None:
    page = "## Set up\n\n<details>\n<summary>On your own machine</summary>\n\nA\n\n</details>\n\nB\n"
    above = {one.text: [heading.text for heading in one.trail.headings] for one in parse(page).statements}
    assert above["A"] == ["Set up", "On your own machine"]
    assert above["B"] == ["Set up"]


def test_an_item_in_html_encloses_the_code_in_it() -> None:
    page = "<ol>\n<li>Log in to the server\n<pre>git pull</pre></li>\n<li>Next\n<pre>ls</pre></li>\n</ol>"
    assert [fence.trail.parents for fence in parse(page).fences] == [("Log in to the server",), ("Next",)]


def test_a_command_between_tags_is_typed() -> None:
    assert [one.typed for one in parse("1. Run <code>cdk deploy --all</code>").statements] == [("cdk deploy --all",)]


def test_a_page_without_html_stays_as_it_is() -> None:
    page = "# A\n\n`<pre` and <br>\n"
    assert without_html(page).text == page


@pytest.mark.parametrize("page", ["<pre>" * 3000, "<ul><li>" * 3000, "<h1>" * 3000 + "</h1>" * 3000, "<b>" * 9000])
def test_no_heap_of_tags_takes_long_or_fails(page: str) -> None:
    parse(page)


def test_a_row_of_a_list_keeps_its_form_beside_markdown() -> None:
    page = "- A\n\n<ul>\n<li>B</li>\n</ul>\n\n# C\n\n- D\n"
    assert [(one.line, one.form) for one in parse(page).statements] == [
        (1, Form.ITEM),
        (4, Form.ITEM),
        (7, Form.HEADING),
        (9, Form.ITEM),
    ]


def test_blocks_of_code_in_one_row_are_each_read_however_many_they_are() -> None:
    page = "<div>" + "<pre>docker pull shop</pre>" * 700 + "\n\n# After\n"
    blocks = parse(page)
    assert len(blocks.fences) == 700
    assert {fence.line for fence in blocks.fences} == {1}
    assert ("After", 3) in [(one.text, one.line) for one in blocks.statements]


def test_lists_within_lists_grow_no_wider_than_some() -> None:
    page = without_html("<ul><li>one\n" * 5000)
    assert max(map(len, page.text.split("\n"))) < 40


def test_an_endless_row_is_left_as_it_is() -> None:
    row = "<p>" + "<pre>a</pre>" * 4000
    assert without_html(row).text == row
