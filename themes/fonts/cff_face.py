"""黑体 and 宋体: what is changed in the Simplified Chinese faces of Noto CJK before they are cut.

A font with CID-keyed outlines is awkward to add glyphs to, so a new glyph takes the place of a hanzi outside the
coverage: it lies in the dictionary of the hanzi, and no layout rule speaks of it.
"""

from fontTools.otlLib import builder as otl
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib.tables import otTables

from glyphs import (SUBSCRIPT_FOOT, SUBSCRIPTS, SUPERSCRIPTS, bounds, drop_variation_sequences, map_code, moved,
                    polygons_drawer, recorded)
from marks import dashes, marks

SPARE = range(0x3400, 0x4DB6)
EM_DASH, MIDDLE_DOT, TWO_EM_DASH, THREE_EM_DASH = 0x2014, 0xB7, 0x2E3A, 0x2E3B


class Face:
    def __init__(self, font, wanted):
        self.font = font
        self.top = font["CFF "].cff.topDictIndex[0]
        cmap = font.getBestCmap()
        wanted_glyphs = {cmap[code] for code in wanted if code in cmap}
        uses = {}
        for code, glyph in cmap.items():
            uses.setdefault(glyph, []).append(code)
        self.spare = [
            cmap[code]
            for code in SPARE
            if code in cmap and code not in wanted and cmap[code] not in wanted_glyphs and len(uses[cmap[code]]) == 1
        ]

    def add(self, draw, width=1000):
        """A new glyph with this outline; gives its name."""
        glyph = self.spare.pop(0)
        for table in self.font["cmap"].tables:
            if table.format != 14:
                for code in [code for code, name in table.cmap.items() if name == glyph]:
                    del table.cmap[code]
        strings = self.top.CharStrings
        _, selector = strings.getItemAndSelector(glyph)
        private = self.top.FDArray[selector].Private
        stated = None if width == private.defaultWidthX else width - private.nominalWidthX
        pen = T2CharStringPen(stated, None)
        draw(pen)
        strings[glyph] = pen.getCharString(private, self.top.GlobalSubrs)
        strings[glyph].fdSelectIndex = selector
        left, _, _, top = bounds(self.font, glyph)
        self.font["hmtx"][glyph] = (width, round(left))
        self.font["vmtx"][glyph] = (1000, 880 - round(top))
        return glyph


def prepare(font, stem, wanted, bolder):
    drop_variation_sequences(font)
    face = Face(font, wanted)
    cmap = font.getBestCmap()
    for code, polygons in marks(stem).items():
        if code not in cmap:
            map_code(font, code, face.add(polygons_drawer(polygons)))
    scripts(face, bolder)
    chinese_defaults(font)
    whole_dashes(face)
    tabular_figures(font)


def scripts(face, bolder):
    """Superscript and subscript figures that the source lacks: its figures made small, and `bolder` units
    bolder to each side, or they would look thin beside the ¹ ² ³ that the source has."""
    font = face.font
    cmap = font.getBestCmap()
    two = bounds(font, cmap[0xB2])
    model = bounds(font, cmap[ord("2")])
    scale = (two[3] - two[1]) / (model[3] - model[1])
    raised = two[1] - model[1] * scale
    for code, digit in SUPERSCRIPTS.items():
        if code not in cmap:
            glyph = cmap[ord(digit)]
            width = round(font["hmtx"][glyph][0] * scale) + 2 * bolder + 40
            drawer = moved(recorded(font, glyph), [(scale, 0, 0, scale, 20 + bolder + d, raised) for d in (-bolder, bolder)])
            map_code(font, code, face.add(drawer, width))
    bar = (two[3] - two[1]) * (0.09 + bolder * 0.007)
    left, right, middle = two[0], two[2], (two[1] + two[3]) / 2
    minus = [[(left, middle - bar / 2), (right, middle - bar / 2), (right, middle + bar / 2), (left, middle + bar / 2)]]
    reach, centre = (right - left) / 2, (left + right) / 2
    upright = [(centre - bar / 2, middle - reach), (centre + bar / 2, middle - reach),
               (centre + bar / 2, middle + reach), (centre - bar / 2, middle + reach)]
    width = font["hmtx"][cmap[0xB2]][0]
    for code, polygons in ((0x207A, [*minus, upright]), (0x207B, minus)):
        if code not in cmap:
            map_code(font, code, face.add(polygons_drawer(polygons), width))
    cmap = font.getBestCmap()
    for code, raised_code in {**SUBSCRIPTS, 0x208A: 0x207A, 0x208B: 0x207B}.items():
        if code not in cmap:
            glyph = cmap[raised_code]
            drop = (1, 0, 0, 1, 0, round(SUBSCRIPT_FOOT - two[1]))
            map_code(font, code, face.add(moved(recorded(font, glyph), [drop]), font["hmtx"][glyph][0]))


def lookups_of(table, tag):
    indices = {i for record in table.FeatureList.FeatureRecord if record.FeatureTag == tag for i in record.Feature.LookupListIndex}
    return [table.LookupList.Lookup[i] for i in sorted(indices)]


def mappings(table, tag):
    for lookup in lookups_of(table, tag):
        for subtable in lookup.SubTable:
            yield getattr(subtable, "ExtSubTable", subtable)


def chinese_defaults(font):
    """Full-width — · ⸺ ⸻ without `locl`: a program that sets Chinese should not need to name the language to get them.

    The proportional forms stay reachable through `pwid`, for Latin text.
    """
    cmap, gsub = font.getBestCmap(), font["GSUB"].table
    wide = {}
    for subtable in mappings(gsub, "fwid"):
        wide.update(subtable.mapping)
    narrow = next(mappings(gsub, "pwid")).mapping
    for code in (EM_DASH, MIDDLE_DOT, TWO_EM_DASH, THREE_EM_DASH):
        glyph = cmap[code]
        if glyph in wide:
            map_code(font, code, wide[glyph])
            narrow[wide[glyph]] = glyph
    assert font["hmtx"][font.getBestCmap()[EM_DASH]][0] == 1000
    assert font["hmtx"][font.getBestCmap()[MIDDLE_DOT]][0] == 1000


def whole_dashes(face):
    """—— as glyphs of one em each that meet, in place of the source's ligature, so each character keeps its own glyph."""
    font = face.font
    gsub = font["GSUB"].table
    dash = font.getBestCmap()[EM_DASH]
    left, bottom, _, top = bounds(font, dash)
    part = {name: face.add(polygons_drawer(p)) for name, p in dashes(bottom, top, left).items()}
    for subtable in mappings(gsub, "vrt2"):
        if dash in subtable.mapping:
            for name in ("left", "middle", "right"):
                subtable.mapping[part[name]] = part[f"{name}.vert"]
    lookups = gsub.LookupList.Lookup
    single = {}
    for name in ("left", "middle", "right"):
        single[name] = len(lookups)
        lookups.append(otl.buildLookup([otl.buildSingleSubstSubtable({dash: part[name]})]))
    after = [part["left"], part["middle"]]
    chain = [
        context(font, after, dash, [dash], single["middle"]),
        context(font, after, dash, [], single["right"]),
        context(font, [], dash, [dash], single["left"]),
    ]
    ligature = next(i for i in ccmp_indices(gsub) if has_dash_ligature(lookups[i], dash, gsub, font))
    lookups[ligature] = otl.buildLookup(chain)
    gsub.LookupList.LookupCount = len(lookups)


def ccmp_indices(gsub):
    records = gsub.FeatureList.FeatureRecord
    return sorted({i for r in records if r.FeatureTag == "ccmp" for i in r.Feature.LookupListIndex})


def has_dash_ligature(lookup, dash, gsub, font):
    narrow = next(mappings(gsub, "pwid")).mapping[dash]
    subtables = [getattr(s, "ExtSubTable", s) for s in lookup.SubTable]
    return any(s.LookupType == 4 and narrow in s.ligatures for s in subtables)


def context(font, before, glyph, following, lookup):
    """One chaining rule by coverage (format 3): `glyph` between these neighbours takes `lookup`."""
    order = font.getReverseGlyphMap()
    rule = otTables.ChainContextSubst()
    rule.Format = 3
    rule.BacktrackCoverage = [otl.buildCoverage(before, order)] if before else []
    rule.InputCoverage = [otl.buildCoverage([glyph], order)]
    rule.LookAheadCoverage = [otl.buildCoverage(following, order)] if following else []
    rule.BacktrackGlyphCount = len(rule.BacktrackCoverage)
    rule.InputGlyphCount = 1
    rule.LookAheadGlyphCount = len(rule.LookAheadCoverage)
    record = otTables.SubstLookupRecord()
    record.SequenceIndex, record.LookupListIndex = 0, lookup
    rule.SubstLookupRecord, rule.SubstCount = [record], 1
    return rule


def tabular_figures(font):
    """`tnum` for a face whose figures differ in width: each is centred in the width of the widest."""
    cmap = font.getBestCmap()
    figures = [cmap[code] for code in range(ord("0"), ord("9") + 1)]
    advances = {glyph: font["hmtx"][glyph][0] for glyph in figures}
    widest = max(advances.values())
    if min(advances.values()) == widest:
        return
    values = {
        glyph: otl.buildValue({"XPlacement": (widest - advance) // 2, "XAdvance": widest - advance})
        for glyph, advance in advances.items()
    }
    gpos = font["GPOS"].table
    gpos.LookupList.Lookup.append(otl.buildLookup(otl.buildSinglePos(values, font.getReverseGlyphMap())))
    gpos.LookupList.LookupCount = len(gpos.LookupList.Lookup)
    add_feature(gpos, "tnum", gpos.LookupList.LookupCount - 1)


def add_feature(table, tag, lookup):
    """Adds a feature to every language, keeping the records sorted by tag as the format asks."""
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex, record.Feature.LookupCount = [lookup], 1
    records = table.FeatureList.FeatureRecord
    order = sorted(range(len(records)), key=lambda i: records[i].FeatureTag)
    position = sum(1 for r in records if r.FeatureTag <= tag)
    place = {old: new + (new >= position) for new, old in enumerate(order)}
    table.FeatureList.FeatureRecord = [records[i] for i in order]
    table.FeatureList.FeatureRecord.insert(position, record)
    table.FeatureList.FeatureCount = len(records) + 1
    seen = set()
    for script in table.ScriptList.ScriptRecord:
        for system in [script.Script.DefaultLangSys, *(r.LangSys for r in script.Script.LangSysRecord)]:
            if system is None or id(system) in seen:
                continue
            seen.add(id(system))
            system.FeatureIndex = sorted([place[i] for i in system.FeatureIndex] + [position])
            system.FeatureCount = len(system.FeatureIndex)
