"""Programs of PHP that stand inside a page."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.php_pages import only_program

from .support import read

_PAGE = (
    "<!DOCTYPE html>\n<?php $shop = getenv('SHOP_NAME'); ?>\n<p class=\"a\"><?= $shop ?></p>\n"
    "<?php if ($shop): ?>\n<b>1 < 2</b>\n<?php else: ?>\nnone\n<?php endif; ?>\n"
)


@pytest.mark.parametrize(
    "text",
    [
        _PAGE,
        "<?php\nopen();\n?>\n<html lang='ja'>\n<p>店</p>\n",
        "<?php foreach ($a as $b) { ?>\n<li><?= $b ?></li>\n<?php } ?>\n",
        "<?php\necho '<?xml version=\"1.0\"?>';\nopen();\n",
        "<p><?= $shop ?></p>\n",
        "<?php\n/*\n * Show it by '<?php show(); ?>'.\n */\nfunction show() { return 1; }\n",
        "<?php\n$a = \"<?php show('b'); ?>\" . 'it\\'s ?>';\nopen();\n",
        "<?php\n$a = <<<PAGE\nit's <?= 1 ?>\nPAGE;\nopen();\n",
        "<?php # it's all ?>\n<p>it's</p>\n<?php // it's\nopen(); ?>\n",
        "<?php\n#[Route('/a')]\nfunction show() { return 1; }\n?>\n<p>",
        "<?php\nopen();\n?>\n",
        "<?php\nreturn [1];\n",
    ],
)
def test_a_page_around_the_program_is_no_fault_of_it(text: str) -> None:
    assert Source(Snippet("index.php", text), "php").scars == ()
    assert len(only_program(text)) == len(text)


def test_a_program_that_is_none_stays_a_fault() -> None:
    assert Source(Snippet("index.php", "<?php\nif ($a {\n?>\n<p>1</p>\n"), "php").scars


def test_the_settings_of_a_form_that_sends_mail_are_read_above_its_page() -> None:
    text = (
        "<?php\n$host = getenv('SMTP_HOST') ?: 'smtp.shop.example';\n"
        "$password = getenv('SMTP_PASSWORD') ?: 'YOUR_SMTP_PASSWORD';\n?>\n<html lang='en'>\n<p>Write to us</p>\n</html>\n"
    )
    found = [one for one in read({"composer.json": "{}", "mail.php": text}) if isinstance(one, ConfigurationLoader)]
    assert ("default", 3) in [(one.missing, one.at.start_line) for one in found]


@pytest.mark.parametrize("opens", ["'", '"', "/*", "<<<A\n", "// ?", "'\\", "<?php ?>"])
def test_a_text_that_nobody_closes_goes_on_to_the_end(opens: str) -> None:
    text = "<?php " + opens * 50_000 + "?>"
    assert len(only_program(text)) == len(text)
