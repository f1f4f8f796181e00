"""No file grows beyond what one can read in a sitting."""

from tests.house.tree import name, sources

LONGEST = 400


def test_no_source_file_is_longer_than_400_lines() -> None:
    lengths = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(".py", ".js", ".css", ".html")
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}
