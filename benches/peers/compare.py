#!/usr/bin/env python3
"""Sets the same article as an A1 board with Typst and with banbao, in turn, and prints the ratios.

    pip install typst            # PyPI; Debian's fonts-noto-cjk must be installed
    cargo build --release
    benches/peers/compare.py [--runs 5] [--boards 100] [--binary target/release/banbao]

Figures are the operating system's own of each whole process: CPU seconds (user + system) and peak memory. Machines are
shared and their speed drifts, so the two run in turn (A B A B …) and the medians of the ratios are what counts.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# How wide banbao draws previews of A1, in dots per inch (`[print] preview_width`, 1,200 pixels).
PPI = 1200 / (594 / 25.4)
# Sources, outputs and whether to draw previews; one process, as banbao is one.
TYPST = """
import sys, typst
ppi, count = float(sys.argv[1]), (len(sys.argv) - 2) // 2
for n, (source, out) in enumerate(zip(sys.argv[2:2 + count], sys.argv[2 + count:])):
    inputs = {"org": f"第 {n + 1} 社区卫生服务中心"}
    typst.compile(source, output=out, sys_inputs=inputs)
    if ppi:
        typst.compile(source, output=out.replace(".pdf", ".png"), format="png", ppi=ppi, sys_inputs=inputs)
"""
CONFIG = '''title = "青禾健康宣教"
[organization]
name = "青禾街道社区卫生服务中心"
phone = "010-5555 0131"
'''


def site(folder, count, layout, units, previews=True):
    """A banbao site with `count` boards of the article, or one for so many units."""
    for part in ("articles", "boards"):
        (folder / "content" / part).mkdir(parents=True)
    (folder / "banbao.toml").write_text(CONFIG + ("" if previews else "[print]\npreviews = false\n"), "utf-8")
    if units:
        rows = "".join(f"unit-{n + 1},第 {n + 1} 社区卫生服务中心,010-5555 {n:04}\n" for n in range(units))
        (folder / "content/units.csv").write_text("编号,单位,电话\n" + rows, "utf-8")
    body = (HERE / "article.md").read_text("utf-8").split("---", 2)[2]
    for n in range(count):
        head = f"---\ntitle: 远离烟草，守护呼吸\ndate: 2025-05-01\nslug: a{n}\n---\n"
        (folder / f"content/articles/a{n}.md").write_text(head + body.replace("一天", f"{n + 1} 天"), "utf-8")
        (folder / f"content/boards/b{n}.md").write_text(
            f"---\ntitle: 远离烟草，守护呼吸\nissue: 2025 年第 5 期\ndate: 2025-05-20\nsize: A1\n"
            f"layout: {layout}\narticles: [a{n}]\n{'units: units.csv' if units else ''}\n---\n", "utf-8")


def typst_sources(folder, count):
    """As many boards as ours, each of its own words."""
    text = (HERE / "panel.typ").read_text("utf-8")
    for name in ("photo.png", "qr.svg"):
        shutil.copy(HERE / name, folder / name)
    sources = [folder / f"panel-{n}.typ" for n in range(count)]
    for n, source in enumerate(sources):
        source.write_text(text.replace("一天", f"{n + 1} 天"), "utf-8")
    return sources


def run(command):
    """CPU seconds and peak memory (MiB) of a command that must succeed."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turn(runs, ours, theirs):
    run(ours), run(theirs)
    pairs = [(run(ours), run(theirs)) for _ in range(runs)]
    cpu = statistics.median(a[0] / b[0] for a, b in pairs)
    memory = statistics.median(a[1] / b[1] for a, b in pairs)
    medians = [statistics.median(p[side][0] for p in pairs) for side in (0, 1)]
    return cpu, memory, medians


def compare(what, args, layout, boards=1, units=0):
    """Sets so many boards with both: PDF alone, previews too, and previews here but not there."""
    count = max(boards, units)
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        (temp / "typst").mkdir()
        sources = typst_sources(temp / "typst", boards)
        sources = [str(sources[n % boards]) for n in range(count)]
        outputs = [str(temp / f"typst/{n}.pdf") for n in range(count)]
        runs = args.runs if count <= 1 else max(1, args.runs // 2)
        # Copies for units have no previews, neither here nor there.
        ways = [("PDF alone", False, 0), ("both with previews", True, PPI), ("previews here, none there", True, 0)]
        for number, (also, previews, ppi) in enumerate(ways[:1] if units else ways):
            folder = temp / f"ours-{number}"
            folder.mkdir()
            site(folder, boards, layout, units, previews)
            # What is written already is compared and left alone: every run starts from nothing.
            ours = [args.binary, "-C", str(folder), "build", "--only", "print"]
            ours = ["sh", "-c", 'rm -rf "$1" && shift && exec "$@"', "-", str(folder / "output"), *ours]
            theirs = [sys.executable, "-c", TYPST, str(ppi), *sources, *outputs]
            cpu, memory, (a, b) = in_turn(runs, ours, theirs)
            pdf = (folder / "output/print/b0.pdf").stat().st_size
            peer = pathlib.Path(outputs[0]).stat().st_size
            print(f"{what}, {also}: CPU {cpu:.2f} of Typst's ({a:.2f} s and {b:.2f} s), memory {memory:.2f}, "
                  f"PDF {pdf / 1024:.0f} KiB and {peer / 1024:.0f} KiB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--boards", type=int, default=100)
    parser.add_argument("--binary", default=str(HERE.parent.parent / "target/release/banbao"))
    args = parser.parse_args()
    for layout in ("flow", "cards"):
        compare(f"one A1 board, {layout}", args, layout)
    for layout in ("flow", "cards"):
        compare(f"{args.boards} A1 boards of other words, {layout}", args, layout, args.boards)
    compare(f"one A1 board for {args.boards} units", args, "flow", units=args.boards)


if __name__ == "__main__":
    main()
