import pytest

from holdfast.readers.repository.guides.page.blocks import Form, parse
from holdfast.readers.repository.guides.page.marks import plain
from holdfast.readers.repository.guides.page.prose import is_prose


def lines(text: str) -> list[tuple[int, str, str]]:
    return [(said.line, said.form.value, said.text) for said in parse(text).statements]


def test_every_statement_has_its_own_line() -> None:
    text = "# A\n\n- **a**: `b`\n  - [x] c\n\n1. d\n\np one\np: two\n\n| x | y |\n|---|---|\n| 1 | [2](u) |\n"

    assert lines(text) == [
        (1, "heading", "A"),
        (3, "item", "a: b"),
        (4, "item", "c"),
        (6, "step", "d"),
        (8, "line", "p one"),
        (9, "line", "p: two"),
        (13, "row", "1 | 2"),
    ]


def test_a_sentence_that_only_wraps_is_one_statement_over_its_lines() -> None:
    said = parse("We keep backups for\nthirty days and\ntest them.\nInstance: t3.small\n").statements

    assert [(one.line, one.end, one.text) for one in said] == [
        (1, 3, "We keep backups for thirty days and test them."),
        (4, 4, "Instance: t3.small"),
    ]


def test_a_paragraph_in_bold_is_a_heading_and_leads_the_list_after_it() -> None:
    said = parse("## EC2\n\n**문제점**:\n\n- 타입: t3.small\n").statements[-1]

    assert [heading.text for heading in said.trail.headings] == ["EC2", "문제점"]


@pytest.mark.parametrize("words", ["이것만은 반드시 설정하세요!", "Set this up first.", "必ず設定してください。"])
def test_a_sentence_in_bold_leaves_the_chapter_around_it_whole(words: str) -> None:
    told, said = parse(f"## EC2\n\n**{words}**\n\n- type: t3.small\n").statements[-2:]

    assert told.form is Form.LINE
    assert [heading.text for heading in said.trail.headings] == ["EC2"]


def test_list_items_know_the_items_around_them() -> None:
    said = parse("- Production:\n  - EC2\n    - type: t3.small\n").statements[-1]

    assert said.trail.parents == ("Production:", "EC2")


def test_keys_and_values_are_told_in_every_writing() -> None:
    texts = ["타입: t3.small", "タイプ：t3.small", "type = t3.small", "type → t3.small", "type - t3.small"]
    said = parse("".join(f"- {text}\n" for text in texts)).statements

    assert [one.pairs[0][1] for one in said] == ["t3.small"] * 5
    assert parse("- https://example.com\n").statements[0].pairs == ()


def test_cells_stand_under_their_columns() -> None:
    said = parse("| type | port | source |\n|---|---|---|\n| SSH | 22 | any |\n").statements[0]

    assert said.pairs == (("type", "SSH"), ("port", "22"), ("source", "any"))


def test_a_way_through_a_console_is_taken_apart() -> None:
    said = parse("AWS > EC2 > 인스턴스 시작\n\nEC2 → Instances → Launch\n\nsomething > 3\n").statements

    assert [one.crumbs for one in said] == [
        ("AWS", "EC2", "인스턴스 시작"),
        ("EC2", "Instances", "Launch"),
        ("something", "3"),
    ]


def test_a_walk_through_in_a_code_block_is_read_as_text() -> None:
    text = "# A\n\n```\nAWS > EC2 > 인스턴스 시작\n- 타입: t3.small\n```\n"

    assert lines(text)[1:] == [(4, "line", "AWS > EC2 > 인스턴스 시작"), (5, "item", "타입: t3.small")]
    assert parse(text).statements[-1].trail.lead == "AWS > EC2 > 인스턴스 시작"


def test_code_blocks_keep_their_language_and_first_line_even_inside_lists() -> None:
    text = "1. run\n\n   ```Bash title=x\n   sudo ls\n   ```\n\n       indented {\n"
    fences = parse(text).fences

    assert (fences[0].line, fences[0].language, fences[0].text) == (4, "bash", "sudo ls\n")
    assert fences[0].trail.parents == ("run",)


def test_code_is_not_mistaken_for_prose() -> None:
    assert not is_prose("sudo apt update\ncd app\n")
    assert not is_prose('{"a": 1}')
    assert is_prose("- 타입: t3.small\n")
    assert not is_prose("")


def test_front_matter_comments_and_struck_text_say_nothing_and_move_no_line() -> None:
    text = "---\ntitle: AWS\n---\n# A\n\n<!-- t2.micro -->\n\n- ~~t2.micro~~ t3.small <!-- old -->\n"

    assert lines(text) == [(4, "heading", "A"), (8, "item", "t3.small")]


def test_a_line_at_the_top_begins_no_front_matter() -> None:
    assert lines("---\n\n# A\n\n---\n\n- t3.small\n") == [(3, "heading", "A"), (7, "item", "t3.small")]
    assert lines("---\n# of the site\nlayout: page\n---\n# A\n") == [(5, "heading", "A")]


_CHAT = """1. Connect
bash
Copy
Edit
ssh ubuntu@203.0.113.9
git clone https://git.example.jp/shop.git
2. Write the settings
Paste:

env
Copy code
PORT=80

# of the shop
KEY=a b
Then save it and leave.

nginx
Copy
Edit
server {
    listen 80;

    location / {
        # Pass it on:
    }
}
🔹 Reload
"""


def test_code_of_a_pasted_chat_lost_its_fences_and_kept_the_labels_of_their_buttons() -> None:
    found = [(one.line, one.text.rstrip()) for one in parse(_CHAT).fences]
    assert found == [
        (5, "ssh ubuntu@203.0.113.9\ngit clone https://git.example.jp/shop.git"),
        (12, "PORT=80\n\n# of the shop\nKEY=a b"),
        (21, "server {\n    listen 80;\n\n    location / {\n        # Pass it on:\n    }\n}"),
    ]
    assert parse("bash\nCopy that file\n\nCopy\nEdit\n").fences == ()


def test_marks_links_and_tags_are_taken_off() -> None:
    assert plain("**a** [b](http://c) ![d](e) `f`<br>g <ssh-key>") == "a b  f g <ssh-key>"


def test_boxes_are_ticked_or_not() -> None:
    text = "- [x] a\n- [ ] b\n- ✅ c\n- ☐ d\n- e\n"

    assert [one.ticked for one in parse(text).statements] == [True, False, True, False, None]


def test_empty_and_odd_texts_are_empty() -> None:
    assert parse("").statements == ()
    assert parse("---\n").fences == ()
    assert [one.form for one in parse("|a|\n|-|\n").statements] == []
    assert parse("- \n").statements == ()


def test_a_crontabs_line_is_no_prose_whatever_its_fence_is_called() -> None:
    line = "0 2 * * * pg_dump shop > /var/backups/shop-$(date +\\%F).sql"
    assert not is_prose(line)
    assert [fence.text.strip() for fence in parse(f"## Backups\n\n```text\n{line}\n```\n").fences] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "````markdown\n# Set up\n\n- EC2: t3.small\n````\n\n```bash\npm2 start\n```\n",
        "```markdown\n# Set up\n\n- EC2: t3.small\n\n\n```bash\npm2 start\n```\n```\n",
        "```md\n# Set up\n\n- EC2: t3.small\n\n\n```bash\npm2 start\n```\n",
    ],
)
def test_a_page_that_was_pasted_inside_a_fence_is_read_as_a_page(text: str) -> None:
    blocks = parse(text)
    assert [(said.line, said.text) for said in blocks.statements] == [(2, "Set up"), (4, "EC2: t3.small")]
    assert [(fence.line, fence.language, fence.text.strip()) for fence in blocks.fences] == [(8, "bash", "pm2 start")]


def test_a_table_of_contents_says_nothing_of_what_its_chapters_are_about() -> None:
    text = "1. [Connect to RDS](#1-connect-to-rds)\n2. **[Backups](#backups)**\n- [Console](https://aws.amazon.com) first\n"

    assert lines(text) == [(3, "item", "Console first")]


def test_a_label_in_a_block_of_prose_heads_what_is_indented_below_it() -> None:
    page = "# A\n\n```\nRDS instance (one):\n  Engine: MySQL\n  Size: small\nPlaced in two zones\n```\n"

    assert [(one.text, one.trail.parents) for one in parse(page).statements[1:]] == [
        ("RDS instance (one):", ()),
        ("Engine: MySQL", ("RDS instance (one):",)),
        ("Size: small", ("RDS instance (one):",)),
        ("Placed in two zones", ()),
    ]


@pytest.mark.parametrize(
    ("step", "lead"),
    [("Add these secrets:", "Add these secrets:"), ("以下を登録：", "以下を登録："), ("Open the settings.", "")],
)
def test_a_table_that_is_not_indented_belongs_to_the_step_above_it_that_announces_it(step: str, lead: str) -> None:
    rows = "| Name | Value |\n|---|---|\n| HOST | 1 |\n| KEY | 2 |\n"
    statements = parse(f"# Guide\n\n1. Begin\n\n2. {step}\n\n{rows}\nAnd then.\n").statements
    assert [one.trail.lead for one in statements[-3:]] == [lead, lead, ""]
