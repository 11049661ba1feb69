"""Small outlines tools shared by the two kinds of face."""

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen

SUPERSCRIPTS = {0x2070: "0", 0xB9: "1", 0xB2: "2", 0xB3: "3", **{0x2070 + d: str(d) for d in range(4, 10)}}
SUBSCRIPTS = {0x2080 + d: sup for sup, d in ((code, int(digit)) for code, digit in SUPERSCRIPTS.items())}
# Where the foot of a subscript figure stands below the baseline.
SUBSCRIPT_FOOT = -140


def polygons_drawer(polygons):
    def draw(pen):
        for polygon in polygons:
            points = [(round(x), round(y)) for x, y in polygon]
            pen.moveTo(points[0])
            for point in points[1:]:
                pen.lineTo(point)
            pen.closePath()

    return draw


def recorded(font, glyph):
    """The glyph's outline, held apart from the font, so that it can be drawn again anywhere."""
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
    return pen


def moved(recording, matrices):
    """Draws a recording once for each matrix; two draws a little apart make it that much bolder."""

    def draw(pen):
        for matrix in matrices:
            recording.replay(TransformPen(pen, matrix))

    return draw


def bounds(font, glyph):
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[glyph].draw(pen)
    return pen.bounds


def map_code(font, code, glyph):
    for table in font["cmap"].tables:
        if table.format != 14 and (code <= 0xFFFF or table.format == 12):
            table.cmap[code] = glyph


def drop_variation_sequences(font):
    font["cmap"].tables = [t for t in font["cmap"].tables if t.format != 14]
