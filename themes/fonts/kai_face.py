"""楷体: what is changed in LXGW WenKai before it is cut, and the layout rules written anew.

The source has proportional quotation marks and no rules for squeezing punctuation; these make it behave as the
黑体 and 宋体 do, so that text changes face without changing its line breaks.
"""

from fontTools.pens.ttGlyphPen import TTGlyphPen

from glyphs import bounds, drop_variation_sequences, map_code, moved, polygons_drawer, recorded
from marks import dashes, marks

OPENING = "（《〈「『【〔［｛〖“‘"
CLOSING = "）》〉」』】〕］｝〗”’，。、．：；！？"
CENTRED = "·"
DASH_BEARING = 60
QUOTES_OPEN, QUOTES_CLOSE = "“‘", "”’"


def prepare(font, stem):
    drop_variation_sequences(font)
    vertical = vertical_forms(font)
    for code, polygons in marks(stem).items():
        if code not in font.getBestCmap():
            map_code(font, code, add(font, f"mark.{code:04X}", polygons_drawer(polygons)))
    proportional = full_width(font, vertical)
    raised_and_lowered(font)
    parts = dash_parts(font, vertical)
    for table in ("GSUB", "GDEF"):
        del font[table]
    return features(font, vertical, proportional, parts)


def add(font, name, draw, width=1000):
    pen = TTGlyphPen(None)
    draw(pen)
    order = font.getGlyphOrder()
    font["glyf"][name] = pen.glyph()
    font.setGlyphOrder([*order, name] if name not in order else order)
    font["glyf"].glyphOrder = font.getGlyphOrder()
    left, _, _, top = bounds_of(font, name)
    font["hmtx"][name] = (width, left)
    font["vmtx"][name] = (1000, 880 - top)
    return name


def bounds_of(font, name):
    glyph = font["glyf"][name]
    glyph.recalcBounds(font["glyf"])
    return glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax


def vertical_forms(font):
    gsub = font["GSUB"].table
    found = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "vert":
            for index in record.Feature.LookupListIndex:
                for subtable in gsub.LookupList.Lookup[index].SubTable:
                    found.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    return found


def full_width(font, vertical):
    """One-em quotation marks and middle dot; the source's own stay as the `pwid` forms."""
    cmap, proportional = font.getBestCmap(), {}
    advance = font["hmtx"][cmap[ord("“")]][0]
    moves = {**{c: 1000 - advance for c in QUOTES_OPEN}, **{c: 0 for c in QUOTES_CLOSE}}
    dot = bounds(font, cmap[ord(CENTRED)])
    moves[CENTRED] = round(500 - (dot[0] + dot[2]) / 2)
    for char, move in moves.items():
        glyph = cmap[ord(char)]
        wide = add(font, f"{glyph}.em", moved(recorded(font, glyph), [(1, 0, 0, 1, move, 0)]))
        map_code(font, ord(char), wide)
        proportional[wide] = glyph
        if glyph in vertical:
            vertical[wide] = vertical[glyph]
    return proportional


def raised_and_lowered(font):
    """⁻ ₊ ₋ , which the source lacks."""
    cmap = font.getBestCmap()
    two, sub = bounds(font, cmap[0xB2]), bounds(font, cmap[0x2082])
    fall = round(sub[1] - two[1])
    left, right, middle, half = 60, 320, round((two[1] + two[3]) / 2), 22
    centre, reach = (left + right) // 2, (right - left) // 2
    bar = [(left, middle - half), (right, middle - half), (right, middle + half), (left, middle + half)]
    post = [(centre - half, middle - reach), (centre + half, middle - reach), (centre + half, middle + reach), (centre - half, middle + reach)]
    width = font["hmtx"][cmap[0xB2]][0]
    for code, polygons, drop in ((0x207A, [bar, post], 0), (0x207B, [bar], 0), (0x208A, [bar, post], fall), (0x208B, [bar], fall)):
        if code not in cmap:
            lowered = [[(x, y + drop) for x, y in polygon] for polygon in polygons]
            map_code(font, code, add(font, f"mark.{code:04X}", polygons_drawer(lowered), width))


def dash_parts(font, vertical):
    dash = font.getBestCmap()[0x2014]
    _, bottom, _, top = bounds(font, dash)
    # The source's dash runs almost from edge to edge; —— keeps clear of its neighbours as it does in the other faces.
    parts = {name: add(font, f"{dash}.{name}", polygons_drawer(p)) for name, p in dashes(bottom, top, DASH_BEARING).items()}
    for name in ("left", "middle", "right"):
        vertical[parts[name]] = parts[f"{name}.vert"]
    return parts


def features(font, vertical, proportional, parts):
    cmap = font.getBestCmap()
    dash = cmap[0x2014]

    def group(chars):
        return "[" + " ".join(cmap[ord(c)] for c in chars) + "]"

    lines = [
        "languagesystem DFLT dflt;",
        *(f"languagesystem {script} dflt;" for script in ("grek", "hani", "kana", "latn")),
        *(f"lookup dash_{n} {{ sub {dash} by {parts[n]}; }} dash_{n};" for n in ("left", "middle", "right")),
        f"@after = [{parts['left']} {parts['middle']}];",
        "feature ccmp { lookup dashes {",
        f"  sub @after {dash}' lookup dash_middle {dash};",
        f"  sub @after {dash}' lookup dash_right;",
        f"  sub {dash}' lookup dash_left {dash};",
        "} dashes; } ccmp;",
        "feature pwid {",
        *(f"  sub {wide} by {narrow};" for wide, narrow in proportional.items()),
        "} pwid;",
        "feature vert { lookup vertical {",
        *(f"  sub {a} by {b};" for a, b in sorted(vertical.items())),
        "} vertical; } vert;",
        "feature vrt2 { lookup vertical; } vrt2;",
        "feature halt {",
        f"  pos {group(OPENING)} <-500 0 -500 0>;",
        f"  pos {group(CLOSING)} <0 0 -500 0>;",
        f"  pos {group(CENTRED)} <-250 0 -500 0>;",
        "} halt;",
    ]
    return "\n".join(lines)
