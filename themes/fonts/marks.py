"""The few glyphs that the sources lack, as closed polygons in a 1000-unit em.

Ticks, crosses and ballot boxes are everyday marks in health handouts; they are drawn here from straight lines
for this project. The box of a character runs from y = -120 to y = 880, so its middle is (500, 380).
"""

from math import hypot

MIDDLE = (500, 380)


def rectangle(left, bottom, right, top):
    """Anticlockwise: the direction that encloses nothing of a counter-clockwise hole; see `hole`."""
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def hole(polygon):
    return polygon[::-1]


def stroke(points, width):
    """A line through `points` of an even width, with mitred joints and square-cut ends."""
    half = width / 2
    left, right = [], []
    for i, (x, y) in enumerate(points):
        normals = []
        for a, b in ((i - 1, i), (i, i + 1)):
            if a >= 0 and b < len(points):
                dx, dy = points[b][0] - points[a][0], points[b][1] - points[a][1]
                length = hypot(dx, dy)
                normals.append((-dy / length, dx / length))
        if len(normals) == 1:
            nx, ny = normals[0]
        else:
            (ax, ay), (bx, by) = normals
            scale = 1 + ax * bx + ay * by
            nx, ny = (ax + bx) / scale, (ay + by) / scale
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    return counter_clockwise(right + left[::-1])


def counter_clockwise(polygon):
    area = sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1])
    )
    return polygon if area > 0 else polygon[::-1]


def tick(width, size=1.0):
    return stroke(around([(-290, 10), (-90, -200), (300, 250)], size), width)


def cross(width, reach):
    return [
        stroke(around([(-reach, -reach), (reach, reach)]), width),
        stroke(around([(-reach, reach), (reach, -reach)]), width),
    ]


def around(points, size=1.0):
    return [(MIDDLE[0] + x * size, MIDDLE[1] + y * size) for x, y in points]


def box(width, reach=400):
    x, y = MIDDLE
    outer = rectangle(x - reach, y - reach, x + reach, y + reach)
    reach -= width
    return [outer, hole(rectangle(x - reach, y - reach, x + reach, y + reach))]


def solid_box_with_tick(width, reach=420):
    x, y = MIDDLE
    return [rectangle(x - reach, y - reach, x + reach, y + reach), hole(tick(width, 0.95))]


def warning(width):
    outer = counter_clockwise(around([(-430, -370), (430, -370), (0, 390)]))
    inset = width * 1.35
    inner = counter_clockwise(
        around([(-430 + inset * 1.32, -370 + width), (430 - inset * 1.32, -370 + width), (0, 390 - inset * 1.62)])
    )
    bar = rectangle(500 - width * 0.55, 380 - 140, 500 + width * 0.55, 380 + 110)
    dot = rectangle(500 - width * 0.6, 380 - 268, 500 + width * 0.6, 380 - 268 + width * 1.15)
    return [outer, hole(inner), bar, dot]


def marks(stem):
    """Code point → polygons, for a face whose plain strokes are `stem` units wide. All are a full em wide."""
    heavy = stem * 1.9
    return {
        0x2610: box(stem),
        0x2611: box(stem) + [tick(stem * 1.25, 0.88)],
        0x2612: box(stem) + cross(stem * 1.15, 225),
        0x26A0: warning(stem),
        0x2705: solid_box_with_tick(stem * 1.5),
        0x2714: [tick(heavy, 1.1)],
        0x2715: cross(stem, 300),
        0x2716: cross(heavy, 290),
        0x2717: cross(stem * 1.25, 290),
        0x2718: cross(heavy * 1.1, 280),
        0x274C: cross(heavy * 1.25, 300),
    }


def dashes(bottom, top, inset):
    """The three parts of a dash of several em, across and down, so that —— is one unbroken line.

    CLREQ 3.1.3 (破折号): two em, not broken in the middle. The outer ends keep the source's bearing.
    """
    thick = top - bottom
    x1, x2 = 500 - thick / 2, 500 + thick / 2
    return {
        "left": [rectangle(inset, bottom, 1000, top)],
        "middle": [rectangle(0, bottom, 1000, top)],
        "right": [rectangle(0, bottom, 1000 - inset, top)],
        "left.vert": [rectangle(x1, -120, x2, 880 - inset)],
        "middle.vert": [rectangle(x1, -120, x2, 880)],
        "right.vert": [rectangle(x1, -120 + inset, x2, 880)],
    }
