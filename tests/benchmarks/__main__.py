"""Measures every figure against its floor: `make bench`, or `make bench BENCH='--on sqlite'`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import amendment, papers, serving, sweep, working_time
from tests.benchmarks.office import opened
from tests.benchmarks.table import HEAD, Figure, line, to_json

KINDS = ("sqlite", "postgresql")


def main() -> int:
    """Prints the table as it grows and writes the JSON; 1 if a figure falls short."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--on", choices=KINDS, action="append", help="this database only")
    asked.add_argument("--largest", type=int, default=1_000_000, help="cases in the large office")
    asked.add_argument("--json", type=Path, default=Path("var/bench.json"))
    options = asked.parse_args()
    figures = []
    print(HEAD, flush=True)
    for figure in _measured(options.on or KINDS, options.largest):
        figures.append(figure)
        print(line(figure), flush=True)
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(to_json(figures) + "\n", encoding="utf-8")
    print(f"Written to {options.json}.")
    return int(any(figure.falls_short for figure in figures))


def _measured(kinds: tuple[str, ...], largest: int) -> Iterator[Figure]:
    yield from working_time.measure()
    yield from papers.measure()
    for kind in kinds:
        with opened(kind) as office:
            yield from amendment.measure(office)
        with opened(kind) as office:
            sizes = tuple(size for size in sweep.SIZES if size < largest)
            yield from sweep.measure(office, (*sizes, largest))
        with opened(kind) as office:
            yield from serving.measure(office, tuple(sorted({10_000, largest})))


sys.exit(main())
