"""The check of documents."""

from pathlib import Path

import pytest

from environment.check_documents import main, problems


def _found(root: Path, text: str) -> list[str]:
    page = root / "README.md"
    page.write_text(text)
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "other.md").write_text("# A heading: of two\n\n## Twice\n\n## Twice\n")
    return list(problems(page, root))


@pytest.mark.parametrize(
    "text",
    [
        "[other](docs/other.md)",
        "[heading](docs/other.md#a-heading-of-two)",
        "[second](docs/other.md#twice-1)",
        "![picture](docs/other.md 'title')",
        "[site](https://example.org/home/page)",
        "# Here\n\n[here](#here)",
        "```\n[not a link](in/code)\n```",
        "the topic /diagnostics and the folder /opt/ros/jazzy",
    ],
)
def test_what_is_right_passes(tmp_path: Path, text: str) -> None:
    assert _found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n[gone](docs/gone.md)", "README.md:2: the link 'docs/gone.md' leads nowhere."),
        ("[root](/docs/other.md)", "README.md:1: the link '/docs/other.md' leads nowhere."),
        ("[no](docs/other.md#no)", "README.md:1: 'docs/other.md#no' names no heading of other.md."),
        ("```\ncd /home/me/line\n```", "README.md:2: '/home/me' is a path on one machine."),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    assert _found(tmp_path, text) == [sentence]


def test_the_exit_status_tells(tmp_path: Path) -> None:
    _found(tmp_path, "[other](docs/other.md)")
    assert main(tmp_path) == 0
    _found(tmp_path, "[gone](docs/gone.md)")
    assert main(tmp_path) == 1
