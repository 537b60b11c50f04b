"""The translations in their compiled form, fresh for every run."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_changed(translations: Path) -> None:
    """Compiles each catalogue whose compiled form is older than its text."""
    for source in translations.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parents[1].name)
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)
