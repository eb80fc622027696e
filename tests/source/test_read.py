"""Reading: whatever lies at a path, the answer is a module or one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from headlint.source import read as reading
from headlint.source.read import Unreadable, decode_source, parse, read, read_bytes

ROOT = Path(__file__).parents[2]


def reason(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        read(path, "x.py")
    assert refused.value.reason == str(refused.value)
    assert "\n" not in refused.value.reason and not refused.value.reason.endswith(".")
    return refused.value.reason


def child(program: str, *arguments: object) -> str:
    """What a program prints in a process of its own, which must end by itself within a minute."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


PRINT_REASON = """
import sys
from pathlib import Path
from headlint.source.read import Unreadable, read
try:
    print(read(Path(sys.argv[1]), "x.py"))
except Unreadable as error:
    print(error.reason)
"""


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = f(1)\n")
    module = read(file, "pkg/a.py")
    assert module.path == "pkg/a.py"
    assert len(module.body) == 1
    assert module == parse(b"x = f(1)\n", "pkg/a.py")


def test_an_empty_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert read(tmp_path / "a.py", "a.py").body == ()


def test_directory(tmp_path: Path) -> None:
    assert reason(tmp_path) == "not a regular file but a directory"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    assert child(PRINT_REASON, pipe) == "not a regular file but a pipe"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe_that_took_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    """Between the look at the path and the opening of the file, it may have become something else."""
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    swap = "import os; os.stat = lambda path, stat=os.stat: stat(os.__file__)\n"
    assert child(swap + PRINT_REASON, pipe) == "not a regular file but a pipe"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no devices here")
def test_device() -> None:
    assert child(PRINT_REASON, "/dev/zero") == "not a regular file but a device"


def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("there are no sockets in the file system here")
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.py")
        assert reason(Path("s.py")) == "not a regular file but a socket"


def test_missing(tmp_path: Path) -> None:
    assert reason(tmp_path / "a.py") == "does not exist"


def test_file_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.py"
    file.touch()
    real = os.open

    def open_too_late(*arguments: object) -> int:
        file.unlink()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", open_too_late)
    assert reason(file) == "does not exist"


def test_dangling_link_and_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")
    assert reason(tmp_path / "a.py") == "does not exist"
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    assert reason(tmp_path / "a.py").startswith("cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.touch(mode=0)
    assert reason(file) == "cannot be read: Permission denied"


def test_failing_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").touch()

    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", fail)
    assert reason(tmp_path / "a.py") == "cannot be read: Input/output error"


def test_null_character_in_the_path() -> None:
    assert reason(Path("a\0b.py")).startswith("cannot be read: ")


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert reason(tmp_path / "a.py" / "b.py") == "cannot be read: Not a directory"


def test_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 2_000_000)
    file = tmp_path / "a.py"
    file.write_bytes(b"#" * 2_000_000)
    assert len(read_bytes(file)) == 2_000_000
    file.write_bytes(b"#" * 2_000_001)
    assert reason(file) == "too large: more than 2 MB"


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="there is no /proc here")
def test_file_that_claims_to_be_empty() -> None:
    assert Path("/proc/self/maps").stat().st_size == 0
    assert len(read_bytes(Path("/proc/self/maps"))) > 0


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x = 1\0\n", "contains a null byte"),
        ("x = 'é'".encode("utf-16"), "contains a null byte"),
        (b"x = 1\ny = '\xe9'\n", "bad encoding: line 2 is not utf-8 (invalid continuation byte)"),
        (b"# coding: ascii\n\nx = '\xe9'\n", "bad encoding: line 3 is not ascii (ordinal not in range(128))"),
        (b"# coding: klingon\n", "bad encoding: klingon is not known"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "bad encoding: latin-1 is declared, but the byte order mark says UTF-8"),
        (b"# coding: punycode\n" + b"x" * 100_000, "bad encoding: punycode is not supported"),
        (b"# coding: undefined\nx = 1\n", "bad encoding: "),
        (b"# coding: hex\n", "bad encoding: 'hex' is not a text encoding"),
        (b"# coding: rot13\n", "bad encoding: 'rot13' is not a text encoding"),
        (b"# coding: utf-7\nx = '+AAA-'", "contains a null byte"),
        (b"# coding: utf-7\nx = '+2AA-'", "bad encoding: "),
    ],
)
def test_bytes_that_are_no_text(data: bytes, expected: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert reason(tmp_path / "a.py").startswith(expected)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x = '\xc3\xa9'", "x = 'é'"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'", "x = 'é'"),
        (b"\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n"),
        (b"# coding: latin-1\nx = '\xe9'", "# coding: latin-1\nx = 'é'"),
        (
            b"#!/usr/bin/python\n# -*- coding: iso-8859-15 -*-\n'\xa4'",
            "#!/usr/bin/python\n# -*- coding: iso-8859-15 -*-\n'€'",
        ),
        (b"\f\n \t# vim: set fileencoding=cp1252 :\n'\x80'", "\f\n \t# vim: set fileencoding=cp1252 :\n'€'"),
        (b"# coding: latin-1-unix\r\n'\xe9'", "# coding: latin-1-unix\r\n'é'"),
        (b"# coding: UTF_8-mac\r'\xc3\xa9'", "# coding: UTF_8-mac\r'é'"),
        (b"x = 1\n# coding: ascii\n'\xc3\xa9'", "x = 1\n# coding: ascii\n'é'"),
        (b"\n\n# coding: ascii\n'\xc3\xa9'", "\n\n# coding: ascii\n'é'"),
        (b"# coding: gb2312\n'\xc4\xe3'", "# coding: gb2312\n'你'"),
    ],
)
def test_declared_encodings(data: bytes, expected: str) -> None:
    assert decode_source(data) == expected


def test_positions_count_characters_not_bytes() -> None:
    (statement,) = parse("ä = 'ö𝔘' + f(ü)".encode(), "x.py").body
    assert statement.span == (1, 1, 1, 16)
    latin = parse("# coding: latin-1\nä = 'ö' + f(ü)\n".encode("latin-1"), "x.py").body
    assert latin[0].span == (2, 1, 2, 15)


def test_syntax_errors_have_a_place(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\nprint(x y)\n")
    assert reason(tmp_path / "a.py").startswith("syntax error at line 2, column 7: ")


def test_nesting_kills_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("(" * 100_000 + ")" * 100_000)
    assert child(PRINT_REASON, tmp_path / "a.py").startswith("nested too deep: ")


def test_libcst_is_imported_only_where_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "old.py").write_text("print 1\n")
    program = PRINT_REASON + "print('libcst' in sys.modules)"
    assert child(program, tmp_path / "missing.py") == "does not exist\nFalse"
    assert child(program, tmp_path / "a.py").endswith("False")
    assert child(program, tmp_path / "old.py").endswith("True")
