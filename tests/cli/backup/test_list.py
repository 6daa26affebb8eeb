"""`holdfast backup list` on a small S3: good ones in a table, broken ones apart, the right code, nothing written."""

import json
from datetime import timedelta
from unicodedata import east_asian_width

import pytest

from holdfast.host.backup.manifests import manifest_key
from holdfast.model.backup import Kind
from tests.cli.backup.stores import Shop, call

HOUR = timedelta(hours=1)


def listed(capsys: pytest.CaptureFixture[str], shop: Shop, *words: str) -> tuple[int, str, str]:
    return call(capsys, "backup", "list", "--spec", shop.folder, *words)


def _width(line: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)


def test_good_ones_are_shown_the_newest_first_with_their_proof(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = shop.put(40 * HOUR), shop.put(9 * HOUR)
    shop.prove(old)
    shop.prove(new, passed=False)

    code, said, complained = listed(capsys, shop, "--locale", "en")

    assert (code, complained) == (0, "")
    rows = [line for line in said.splitlines() if "-logical-" in line]
    assert [row.split()[0] for row in rows] == [new.id, old.id]
    assert "✗" in rows[0]
    assert "✓" in rows[1]


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_no_line_is_wider_than_a_hundred_columns(shop: Shop, capsys: pytest.CaptureFixture[str], locale: str) -> None:
    made = [shop.put(hours * HOUR) for hours in (30, 9)]
    shop.put(200 * HOUR, Kind.PHYSICAL)
    shop.store.write("m", manifest_key(made[0].id), [b"{" * 500])

    _, said, _ = listed(capsys, shop, "--locale", locale)

    assert max(_width(line) for line in said.splitlines()) <= 100


def test_what_only_looks_like_a_backup_is_apart_with_its_reason_and_next_step(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, cut, gone, newer, orphan = (shop.put(hours * HOUR) for hours in (5, 15, 25, 35, 45))
    text = shop.store.text(manifest_key(cut.id)) or b""
    shop.store.write("m", manifest_key(cut.id), [text[:-20]])
    shop.store.remove([gone.objects[0].key])
    text = shop.store.text(manifest_key(newer.id)) or b""
    shop.store.write("m", manifest_key(newer.id), [text.replace(b"holdfast.backup/1", b"holdfast.backup/9")])
    shop.store.remove([manifest_key(orphan.id)])

    code, said, _ = listed(capsys, shop, "--locale", "en")

    assert code == 1
    good, broken = said.split("4 that only look like backups:")
    assert whole.id in good
    assert not any(one.id in good for one in (cut, gone, newer, orphan))
    flat = " ".join(broken.split())
    for one, words in ((cut, "no JSON"), (gone, "is not there"), (newer, "newer version"), (orphan, "no manifest")):
        reason = flat[flat.index(one.id) :]
        assert words in reason[: reason.index("→")]


def test_what_is_wrong_is_told_in_korean_too(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    broken = shop.put(15 * HOUR)
    text = shop.store.text(manifest_key(broken.id)) or b""
    shop.store.write("m", manifest_key(broken.id), [text.replace(b'"database": "shop"', b'"database": "rhop"')])

    for command in ("list", "status"):
        _, said, _ = call(capsys, "backup", command, "--spec", shop.folder, "--locale", "ko")

        assert "매니페스트가 쓴 그대로가 아님: 체크섬이 다름" in " ".join(said.split())
        assert "다른 백업을 쓰십시오" in said
        assert "checksum" not in said


def test_an_empty_store_says_how_a_backup_is_made_and_one_that_is_broken_is_one(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = listed(capsys, shop, "--locale", "en")
    assert (code, "make one with `holdfast backup run`" in " ".join(said.split())) == (1, True)

    shop.store.remove([manifest_key(shop.put(9 * HOUR).id)])
    _, said, _ = listed(capsys, shop, "--locale", "en")

    assert "1 that only looks like a backup:" in said
    assert "make one" not in said


def test_the_same_as_json(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    made = shop.put(9 * HOUR)
    shop.prove(made)

    code, said, _ = listed(capsys, shop, "--json")

    document = json.loads(said)
    assert code == 0
    assert [one["id"] for one in document["good"]] == [made.id]
    assert (document["broken"], len(document["proofs"])) == ([], 1)


def test_an_empty_store_ends_with_1_and_one_that_is_not_there_with_3(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys, shop)[0] == 1

    code, _, complained = listed(capsys, shop, "--store", "s3://no-such-bucket-anywhere/x")

    assert code == 3
    assert "there is no such bucket" in complained
    assert "next:" in complained
