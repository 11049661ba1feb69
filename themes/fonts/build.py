#!/usr/bin/env python3
"""Builds the five built-in faces and manifest.toml from Debian's font packages. See README.md.

    pip install -r requirements.txt
    apt-get install fonts-noto-cjk fonts-lxgw-wenkai
    python3 build.py [--out DIR]

The same inputs give the same bytes: inputs are held to their SHA-256, fontTools to its version, and no date is written.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import fontTools
from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTCollection, TTFont

sys.dont_write_bytecode = True  # this folder is part of the program; leave no cache in it

import cff_face
import kai_face
from naming import rename

FONTTOOLS = "4.60.1"
HERE = Path(__file__).parent
NOTO = Path("/usr/share/fonts/opentype/noto")
WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai")
NOTO_PACKAGE = "fonts-noto-cjk 1:20220127+repack1-1"
WENKAI_PACKAGE = "fonts-lxgw-wenkai 1.250+repack-1"

FACES = [
    dict(file="BanbaoHei-Regular.otf", family="Banbao Hei", chinese="黑体", weight=400, stem=70, path=NOTO / "NotoSansCJK-Regular.ttc",
         package=NOTO_PACKAGE,
         sha256="b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"),
    dict(file="BanbaoHei-Bold.otf", family="Banbao Hei", chinese="黑体", weight=700, stem=110, path=NOTO / "NotoSansCJK-Bold.ttc",
         package=NOTO_PACKAGE,
         sha256="faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb"),
    dict(file="BanbaoSong-Regular.otf", family="Banbao Song", chinese="宋体", weight=400, stem=56, path=NOTO / "NotoSerifCJK-Regular.ttc",
         package=NOTO_PACKAGE,
         sha256="a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481"),
    dict(file="BanbaoSong-Bold.otf", family="Banbao Song", chinese="宋体", weight=700, stem=90, path=NOTO / "NotoSerifCJK-Bold.ttc",
         package=NOTO_PACKAGE,
         sha256="a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac"),
    dict(file="BanbaoKai-Regular.ttf", family="Banbao Kai", chinese="楷体", weight=400, stem=62, path=WENKAI / "LXGWWenKai-Regular.ttf",
         package=WENKAI_PACKAGE,
         sha256="bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8"),
]

FEATURES = ["ccmp", "fwid", "halt", "hwid", "kern", "mark", "mkmk", "palt", "pwid", "tnum", "vert", "vhal", "vkrn", "vpal", "vrt2"]


def code_points(name):
    """The code points of a list under coverage/: one `U+XXXX` or `U+XXXX-YYYY` a line, `#` to the end is a remark."""
    found = set()
    for line in (HERE / "coverage" / name).read_text(encoding="utf-8").splitlines():
        entry = line.split("#")[0].strip().removeprefix("U+")
        if entry:
            first, _, last = entry.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def open_source(path):
    if path.suffix == ".ttc":
        faces = TTCollection(path).fonts
        font = next(f for f in faces if f["name"].getDebugName(1).endswith("CJK SC"))
    else:
        font = TTFont(path)
    font.recalcTimestamp = False
    return font


def cut(font, keep):
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.glyph_names = True  # the features of the 楷体 are written with them; dropped on saving
    options.recalc_timestamp = False
    options.drop_tables += ["FFTM", "DSIG", "gasp"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=keep)
    cutter.subset(font)


def build(face, required, optional, out):
    if sha256(face["path"]) != face["sha256"]:
        sys.exit(f"{face['path']} is not the file of {face['package']}: SHA-256 differs")
    font = open_source(face["path"])
    if "CFF " in font:
        cff_face.prepare(font, face["stem"], required | optional, bolder=9 if face["weight"] == 700 else 5)
        cut(font, required | optional)
    else:
        addOpenTypeFeaturesFromString(font, kai_face.prepare(font, face["stem"]))
        cut(font, required | optional)
        font["post"].formatType = 3.0
    rename(font, face)
    target = out / face["file"]
    font.save(target, reorderTables=True)
    mapped = set(TTFont(target).getBestCmap())
    return dict(face, bytes=target.stat().st_size, digest=sha256(target), glyphs=font["maxp"].numGlyphs,
                missing=sorted(required - mapped), mapped=len(mapped))


def manifest(faces):
    lines = [
        "# The built-in faces. Written by build.py; tests/fonts.rs holds the files to it.",
        "# `missing` lists what the face lacks of coverage/{tgscc-8105,gb2312,symbols}.txt.",
        f'tool = "fontTools {FONTTOOLS}"',
    ]
    for face in faces:
        missing = ", ".join(f'"U+{code:04X}"' for code in face["missing"])
        lines += [
            "",
            "[[face]]",
            f'file = "{face["file"]}"',
            f'family = "{face["family"]}"',
            f'chinese = "{face["chinese"]}"',
            f"weight = {face['weight']}",
            f"bytes = {face['bytes']}",
            f'sha256 = "{face["digest"]}"',
            f"glyphs = {face['glyphs']}",
            f"code_points = {face['mapped']}",
            f"missing = [{missing}]",
            'licence = "OFL-1.1"',
            f'licence_file = "{"OFL-WenKai.txt" if face["chinese"] == "楷体" else "OFL-Noto.txt"}"',
            f'source = "{face["path"].name}"',
            f'source_sha256 = "{face["sha256"]}"',
            f'source_package = "{face["package"]}"',
        ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--only", help="part of a file name: build these alone and leave the manifest as it is")
    arguments = parser.parse_args()
    out = arguments.out
    if fontTools.version != FONTTOOLS:
        sys.exit(f"fontTools {FONTTOOLS} is needed, this is {fontTools.version}")
    out.mkdir(parents=True, exist_ok=True)
    required = code_points("tgscc-8105.txt") | code_points("gb2312.txt") | code_points("symbols.txt")
    optional = code_points("optional.txt")
    built = []
    for face in FACES:
        if arguments.only and arguments.only not in face["file"]:
            continue
        built.append(build(face, required, optional, out))
        print(built[-1]["digest"], built[-1]["bytes"], face["file"], [chr(c) for c in built[-1]["missing"]], flush=True)
    if not arguments.only:
        (out / "manifest.toml").write_text(manifest(built), encoding="utf-8", newline="\n")


main()
