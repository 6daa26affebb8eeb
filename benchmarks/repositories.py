"""Makes repositories of any size to measure on: the example's files, over and over, under other names."""

import random
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "sweetorder" / "before"

_SERVICE = """import {{ Injectable }} from "@nestjs/common";
import {{ Repository }} from "typeorm";

/** Keeps the {name}s of the shop. */
@Injectable()
export class {title}Service {{
  constructor(private readonly rows: Repository<{title}>) {{}}

  async find(id: string): Promise<{title}> {{
    const row = await this.rows.findOne({{ where: {{ id }} }});
    if (!row) {{
      throw new Error(`no {name} ${{id}}`);
    }}
    return row;
  }}

  async total(): Promise<number> {{
    const limit = Number(process.env.{upper}_LIMIT ?? {number});
    return Math.min(limit, await this.rows.count());
  }}
}}
"""
_PYTHON = '''"""Prices of {name}s."""

import os


class {title}:
    """One {name} in the order."""

    def __init__(self, price: int) -> None:
        self.price = price

    def discounted(self) -> int:
        """The price after today's discount."""
        return self.price - int(os.environ.get("{upper}_DISCOUNT", "{number}"))
'''
_NAMES = (
    "cake",
    "order",
    "shop",
    "pickup",
    "coupon",
    "review",
    "seller",
    "refund",
    "health",
    "secret",
    "config",
    "bucket",
)


SHORT, LONG = 3, 14


def make_repository(folder: Path, sources: int, seed: int = 1, parts: int = SHORT) -> None:
    """Write the example and `sources` more source files (half TypeScript, half Python) into `folder`.

    Args:
        folder: where to.
        sources: how many.
        seed: chooses their names.
        parts: classes in each file: `SHORT` for some 1.4 KB, `LONG` for 6 KB.
    """
    rng = random.Random(seed)
    for path in EXAMPLE.rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(EXAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    for number in range(sources):
        name = rng.choice(_NAMES)
        template, ending = (_SERVICE, "ts") if number % 2 else (_PYTHON, "py")
        body = template.format(name=name, title=name.title(), upper=name.upper(), number=number)
        target = folder / "src" / f"part{number % 50}" / f"{name}{number}.{ending}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body * parts, encoding="utf-8")
