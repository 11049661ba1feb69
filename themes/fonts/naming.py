"""Names of the built-in faces. A modified font must not bear a reserved name (OFL 1.1, condition 3)."""

CHINESE_FAMILY = {"Banbao Hei": "板报黑体", "Banbao Song": "板报宋体", "Banbao Kai": "板报楷体"}
STYLES = {400: "Regular", 700: "Bold"}
WINDOWS, UNICODE_BMP, ENGLISH, CHINESE = 3, 1, 0x409, 0x804
# Copyright, trademark, makers, designers, description, their addresses, licence: kept as the sources give them.
KEPT = {0, 7, 8, 9, 10, 11, 12, 13, 14}


def rename(font, face):
    family, style = face["family"], STYLES[face["weight"]]
    full = family if style == "Regular" else f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style}"
    table = font["name"]
    version = table.getDebugName(5).split(";")[0].removeprefix("Version ")
    kept = [
        (record.nameID, record.toUnicode())
        for record in table.names
        if record.platformID == WINDOWS and record.langID == ENGLISH and record.nameID in KEPT
    ]
    chinese = CHINESE_FAMILY[family]
    table.names = []
    for name_id, text in sorted(kept):
        table.setName(text, name_id, WINDOWS, UNICODE_BMP, ENGLISH)
    for name_id, text in (
        (1, family),
        (2, style),
        (3, f"{version};{postscript}"),
        (4, full),
        (5, f"Version {version}; a modified subset for banbao"),
        (6, postscript),
    ):
        table.setName(text, name_id, WINDOWS, UNICODE_BMP, ENGLISH)
    table.setName(chinese, 1, WINDOWS, UNICODE_BMP, CHINESE)
    table.setName(style, 2, WINDOWS, UNICODE_BMP, CHINESE)
    table.setName(chinese if style == "Regular" else f"{chinese} {style}", 4, WINDOWS, UNICODE_BMP, CHINESE)
    table.names.sort()
    os2 = font["OS/2"]
    os2.achVendID = "BNBO"
    os2.usWeightClass = face["weight"]
    os2.fsType = 0  # may be embedded in any document
    if "CFF " in font:
        cff = font["CFF "].cff
        old = cff.fontNames[0]
        cff.fontNames[0] = postscript
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName, top.Weight = full, family, style
        for font_dict in top.FDArray:
            font_dict.FontName = font_dict.FontName.replace(old, postscript)
