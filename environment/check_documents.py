"""Check the documents: links lead somewhere, and no path is one machine's own."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_OWN_PATH = re.compile(r"(?<![\w.~/-])/(?:home|root|work|Users|mnt)/[\w.-]+|file://\S*")
_HEADING = re.compile(r"^#+\s+(.*?)\s*#*$", re.MULTILINE)


def documents(root: Path) -> list[Path]:
    """The Markdown files at the root and below ``docs/``."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get on code hosting sites."""
    names: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = sum(1 for known in names if known == name or re.fullmatch(rf"{name}-\d+", known))
        names.add(f"{name}-{count}" if count else name)
    return names


def problems(document: Path, root: Path) -> Iterator[str]:
    """Each fault of ``document`` as one sentence that begins with its place."""
    text = document.read_text()
    place = document.relative_to(root)
    for found in _OWN_PATH.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield f"{place}:{line}: '{found[0]}' is a path on one machine."
    prose = _FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), text)
    for found in _LINK.finditer(prose):
        line = prose.count("\n", 0, found.start()) + 1
        target, _, anchor = unquote(found[1]).partition("#")
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        page = (document.parent / target) if target else document
        if target.startswith("/") or not page.exists():
            yield f"{place}:{line}: the link '{found[1]}' leads nowhere."
        elif anchor and page.suffix == ".md" and anchor not in anchors(page.read_text()):
            yield f"{place}:{line}: '{found[1]}' names no heading of {page.name}."


def main(root: Path | None = None) -> int:
    """Entry point of ``python3 -m environment.check_documents``; returns the exit status."""
    base = root or Path(__file__).resolve().parent.parent
    found = [problem for document in documents(base) for problem in problems(document, base)]
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
