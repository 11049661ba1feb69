//! The parts of a card in numbers. Lengths are in u (short edge / 1188) unless a field says otherwise.

use super::palette::Ink;
use super::read::{style_table, style_words};

style_table! {
    /// `[body]`: the body size, in u, and its line height.
    BodyRange {
        /// The usual size on portrait sheets.
        portrait: f64 = 17.0, 8 .. 60;
        /// The usual size on landscape sheets.
        landscape: f64 = 19.5, 8 .. 60;
        /// The smallest.
        min: f64 = 14.0, 6 .. 60;
        /// The largest.
        max: f64 = 22.0, 8 .. 90;
        /// The tightest line height.
        leading_min: f64 = 1.5, 1.2 .. 2.5;
        /// The usual line height.
        leading: f64 = 1.6, 1.2 .. 2.5;
        /// The loosest line height.
        leading_max: f64 = 1.75, 1.2 .. 2.5;
    }
}

style_table! {
    /// `[grid]`.
    Grid {
        /// Left and right margins.
        margin: f64 = 52.0, 0 .. 200;
        /// Between columns.
        gutter: f64 = 18.0, 0 .. 100;
        /// Between rows of cards.
        row_gap: f64 = 14.0, 0 .. 100;
        /// Columns of a portrait sheet.
        portrait: usize = 3, 1 .. 6;
        /// Columns of a landscape sheet.
        landscape: usize = 3, 1 .. 6;
        /// Whether the cards of a row end on one line (rows) or every column runs by itself (columns).
        rows: bool = true;
    }
}

style_words! {
    /// The shape of a section's title.
    HeadingShape {
        /// A leaf with the number, the title, a rule to the right edge.
        Leaf = "leaf",
        /// An arrow ribbon with the number, the title, a double rule beneath.
        Ribbon = "ribbon",
        /// A blob and a pill that overlap the card's top.
        Pill = "pill",
    }
}

style_words! {
    /// How sections are numbered.
    Ordinals {
        /// 1 2 3.
        Arabic = "arabic",
        /// 一 二 三.
        Chinese = "chinese",
        /// Not at all.
        None = "none",
    }
}

style_table! {
    /// `[card]`.
    CardFrame {
        /// Ground.
        fill: Ink = Ink::Solid(crate::panel::scene::Color::WHITE);
        /// Border.
        border: Ink = Ink::Hue;
        /// Its width.
        border_width: f64 = 1.5, 0 .. 12;
        /// Corners.
        radius: f64 = 14.0, 0 .. 80;
        /// A second line within the border.
        inner: Ink = Ink::None;
        /// How far within.
        inner_gap: f64 = 6.0, 0 .. 30;
        /// Its width.
        inner_width: f64 = 1.0, 0 .. 8;
        /// Left and right padding.
        pad_x: f64 = 18.0, 0 .. 80;
        /// Padding above the title.
        pad_top: f64 = 14.0, 0 .. 80;
        /// Padding below the last block.
        pad_bottom: f64 = 14.0, 0 .. 80;
        /// Between boxes that stand on their own below each other.
        stack_gap: f64 = 16.0, 0 .. 80;
        /// Between blocks within the card.
        block_gap: f64 = 9.0, 0 .. 60;
        /// Ground of cards that run as a band over the full width.
        band_fill: Ink = Ink::HueTint;
        /// Their border.
        band_border: Ink = Ink::None;
    }
}

style_table! {
    /// `[heading]`.
    HeadingStyle {
        /// Shape.
        shape: HeadingShape = HeadingShape::Leaf;
        /// Numbering.
        ordinals: Ordinals = Ordinals::Arabic;
        /// Width of the badge.
        badge: f64 = 44.0, 20 .. 120;
        /// Height of the badge.
        badge_height: f64 = 44.0, 20 .. 120;
        /// The badge's ground.
        badge_fill: Ink = Ink::Hue;
        /// A line within the badge.
        badge_line: Ink = Ink::None;
        /// Between badge, title, rule and note.
        gap: f64 = 12.0, 0 .. 40;
        /// The rule.
        rule: Ink = Ink::HueTint;
        /// Its width.
        rule_width: f64 = 3.0, 0 .. 12;
        /// The second rule of a ribbon.
        second_rule: Ink = Ink::None;
        /// Ground of a pill's note.
        tag_fill: Ink = Ink::HueTint;
        /// How far a pill rises above its card.
        rise: f64 = 0.0, 0 .. 60;
        /// Below the title.
        below: f64 = 8.0, 0 .. 60;
    }
}

style_table! {
    /// `[prose]`.
    ProseStyle {
        /// The first line's indent in em.
        indent: f64 = 2.0, 0 .. 4;
        /// Between paragraphs.
        gap: f64 = 4.0, 0 .. 40;
        /// Whether ，。、 may hang out of the line's end.
        hanging: bool = false;
        /// 开明式 punctuation.
        kaiming: bool = false;
    }
}

style_words! {
    /// When an article begins on a sheet of its own.
    ArticleSheets {
        /// When there are as many sheets as articles and none of them would need much smaller type for it.
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

style_table! {
    /// `[flow]`: boards with `layout: flow`.
    FlowStyle {
        /// Whether the lines of neighbouring columns share one grid.
        baseline_grid: bool = false;
        /// When an article begins on a sheet of its own.
        article_sheets: ArticleSheets = ArticleSheets::Auto;
        /// Whether lists keep their badges, tiles and timelines, where there is room for them.
        designed_lists: bool = true;
    }
}

style_words! {
    /// The mark of a list's item.
    Bullet {
        /// A disc.
        Disc = "disc",
        /// A diamond.
        Diamond = "diamond",
        /// A leaf.
        Leaf = "leaf",
    }
}

style_table! {
    /// `[list]`.
    ListStyle {
        /// The mark of an unnumbered item.
        bullet: Bullet = Bullet::Disc;
        /// Its ink.
        mark: Ink = Ink::Hue;
        /// Its size in parts of the body size.
        size: f64 = 0.42, 0.2 .. 1;
        /// Indent in em.
        indent: f64 = 1.25, 0.5 .. 4;
        /// Between items.
        gap: f64 = 4.0, 0 .. 40;
    }
}

style_words! {
    /// What a tile's number stands in.
    NumberShape {
        /// A square in the tile's corner.
        Tab = "tab",
        /// A disc over the tile's corner.
        Disc = "disc",
        /// A leaf in the tile's corner.
        Leaf = "leaf",
    }
}

style_table! {
    /// `[steps]`.
    StepStyle {
        /// Whether steps are tiles by nature (童趣) or numerals in columns.
        tiles: bool = false;
        /// Width of the numeral in parts of its size.
        numeral_width: f64 = 0.74, 0.4 .. 2;
        /// Between numeral and text.
        gap: f64 = 12.0, 0 .. 40;
        /// Between columns.
        column_gap: f64 = 24.0, 0 .. 80;
        /// Above and below a step.
        pad: f64 = 5.0, 0 .. 40;
        /// Hairline above a step.
        rule: Ink = Ink::HueTint;
        /// Its width.
        rule_width: f64 = 1.5, 0 .. 6;
        /// What a tile's number stands in.
        number: NumberShape = NumberShape::Leaf;
        /// Size of it.
        number_size: f64 = 30.0, 10 .. 80;
        /// Ground of tiles.
        tile_fill: Ink = Ink::HueTint;
        /// Border of tiles.
        tile_border: Ink = Ink::None;
        /// Its width.
        tile_border_width: f64 = 3.0, 0 .. 10;
        /// Corners of tiles.
        tile_radius: f64 = 10.0, 0 .. 60;
        /// Whether tiles take the style's hues in turn.
        tile_hues: bool = false;
        /// Chevrons between tiles.
        chevron: Ink = Ink::None;
    }
}

style_words! {
    /// How a timeline is drawn.
    TimelineShape {
        /// A vine that grows from node to node.
        Vine = "vine",
        /// A double line with diamonds.
        Diamonds = "diamonds",
        /// A thick line with discs.
        Discs = "discs",
    }
}

style_table! {
    /// `[timeline]`.
    TimelineStyle {
        /// Shape.
        shape: TimelineShape = TimelineShape::Vine;
        /// Height of the drawing above the labels.
        art_height: f64 = 92.0, 20 .. 240;
        /// The line where it starts.
        from: Ink = Ink::HueTint;
        /// The line where it ends.
        to: Ink = Ink::HueDeep;
        /// Nodes.
        node: Ink = Ink::Hue;
        /// Leaves of a vine, where it ends.
        leaf: Ink = Ink::Hue;
    }
}

style_table! {
    /// `[key_figure]`.
    KeyStyle {
        /// Ground.
        fill: Ink = Ink::Hue;
        /// Corners.
        radius: f64 = 14.0, 0 .. 60;
        /// Side padding.
        pad_x: f64 = 20.0, 0 .. 60;
        /// Top padding.
        pad_top: f64 = 8.0, 0 .. 60;
        /// Bottom padding.
        pad_bottom: f64 = 13.0, 0 .. 60;
        /// A line within.
        inner: Ink = Ink::None;
        /// Whether smoke-like strokes decorate the right side.
        waves: bool = false;
        /// Whether a key figure stands in a box of its own above its card.
        outside: bool = true;
    }
}

style_words! {
    /// The box to tick.
    BoxShape {
        /// A square.
        Square = "square",
        /// A ring.
        Ring = "ring",
    }
}

style_table! {
    /// `[checklist]`.
    CheckStyle {
        /// The box.
        shape: BoxShape = BoxShape::Square;
        /// Its size.
        size: f64 = 19.0, 8 .. 60;
        /// Its line.
        line_width: f64 = 2.5, 0.5 .. 8;
        /// Its corners.
        radius: f64 = 4.0, 0 .. 20;
        /// Its ink.
        ink: Ink = Ink::Hue;
        /// Between box and text.
        gap: f64 = 11.0, 0 .. 40;
        /// Above and below a line.
        pad: f64 = 4.0, 0 .. 40;
        /// Dashed rule between lines.
        rule: Ink = Ink::HueTint;
        /// Ground of every line, as a pill.
        pill: Ink = Ink::None;
    }
}

style_table! {
    /// `[qa]`.
    QaStyle {
        /// Ground of the 问.
        disc: Ink = Ink::Hue;
        /// Its size.
        size: f64 = 26.0, 10 .. 60;
        /// Hairline between pairs.
        rule: Ink = Ink::HueTint;
        /// Above and below a pair.
        pad: f64 = 7.0, 0 .. 40;
    }
}

style_words! {
    /// What the icons of an icon grid stand on.
    IconGround {
        /// A leaf.
        Leaf = "leaf",
        /// A square.
        Square = "square",
        /// A blob.
        Blob = "blob",
    }
}

style_table! {
    /// `[tiles]`.
    TileStyle {
        /// Ground.
        fill: Ink = Ink::HueTint;
        /// Corners.
        radius: f64 = 10.0, 0 .. 60;
        /// Between tiles.
        gap: f64 = 9.0, 0 .. 40;
        /// Left and right padding.
        pad: f64 = 10.0, 0 .. 40;
        /// Disc of the icon.
        disc: f64 = 38.0, 10 .. 90;
        /// Its ink.
        disc_fill: Ink = Ink::Hue;
        /// The icon's ink.
        icon: Ink = Ink::Solid(crate::panel::scene::Color::WHITE);
        /// The icon's ground in an icon grid.
        ground: IconGround = IconGround::Leaf;
        /// Its side.
        grid_tile: f64 = 86.0, 30 .. 160;
        /// Whether tiles take the style's hues in turn.
        hues: bool = false;
    }
}

style_table! {
    /// `[table]`.
    TableStyle {
        /// Ground of the head.
        head: Ink = Ink::Hue;
        /// Top corners of the head.
        radius: f64 = 9.0, 0 .. 40;
        /// Left and right padding of cells.
        pad_x: f64 = 12.0, 0 .. 40;
        /// Top and bottom padding of cells.
        pad_y: f64 = 5.0, 0 .. 40;
        /// Ground of every second row.
        zebra: Ink = Ink::HueTint;
        /// Rules between rows.
        rule: Ink = Ink::HueTint;
        /// Their width.
        rule_width: f64 = 1.5, 0 .. 6;
        /// The rule at the foot.
        last: Ink = Ink::Hue;
        /// Its width.
        last_width: f64 = 3.0, 0 .. 8;
        /// Rows as pills with a coloured first cell.
        pills: bool = false;
        /// Between pills.
        pill_gap: f64 = 6.0, 0 .. 30;
    }
}

style_table! {
    /// `[choice]`: do and don't.
    ChoiceStyle {
        /// Head of what to do.
        good: Ink = Ink::Hue;
        /// Ground of what to do.
        good_tint: Ink = Ink::HueTint;
        /// Head of what not to do.
        bad: Ink = Ink::Hue;
        /// Ground of what not to do.
        bad_tint: Ink = Ink::HueTint;
        /// Corners.
        radius: f64 = 11.0, 0 .. 40;
        /// Between the two.
        gap: f64 = 10.0, 0 .. 40;
    }
}

style_words! {
    /// Where alerts stand that end a section.
    AlertPlace {
        /// As boxes of their own below the card.
        Outside = "outside",
        /// At the card's foot.
        Inside = "inside",
    }
}

style_words! {
    /// How an alert is laid out.
    AlertShape {
        /// Icon and title on a line, text beneath.
        Box = "box",
        /// A bar at the left, the title runs in.
        Bar = "bar",
        /// A bubble, the title runs in.
        Bubble = "bubble",
    }
}

style_table! {
    /// The look of one kind of alert.
    AlertLook {
        /// Ground.
        fill: Ink = Ink::HueTint;
        /// Border, or the bar.
        border: Ink = Ink::None;
        /// Disc of the icon.
        disc: Ink = Ink::Hue;
        /// The icon.
        icon: Ink = Ink::Solid(crate::panel::scene::Color::WHITE);
        /// The title.
        title: Ink = Ink::HueDeep;
        /// The text.
        text: Ink = Ink::Solid(crate::panel::scene::Color::BLACK);
        /// Strong words.
        strong: Ink = Ink::HueDeep;
    }
}

style_table! {
    /// `[alert]`, without the looks of its kinds.
    AlertStyle {
        /// Place.
        place: AlertPlace = AlertPlace::Outside;
        /// Shape.
        shape: AlertShape = AlertShape::Box;
        /// Corners.
        radius: f64 = 14.0, 0 .. 60;
        /// Side padding.
        pad_x: f64 = 18.0, 0 .. 60;
        /// Top and bottom padding.
        pad_y: f64 = 9.0, 0 .. 60;
        /// Disc of the icon.
        disc: f64 = 36.0, 10 .. 80;
        /// The icon within it.
        icon: f64 = 22.0, 8 .. 80;
        /// The bar's or border's width.
        line_width: f64 = 2.0, 0 .. 20;
    }
}

style_table! {
    /// `[quote]`.
    QuoteStyle {
        /// Ground.
        fill: Ink = Ink::HueTint;
        /// The bar at the left.
        bar: Ink = Ink::Hue;
        /// Its width.
        bar_width: f64 = 6.0, 0 .. 20;
        /// Right corners.
        radius: f64 = 12.0, 0 .. 60;
    }
}

style_table! {
    /// `[figure]`.
    FigureStyle {
        /// Corners of photographs.
        radius: f64 = 10.0, 0 .. 60;
        /// Between picture and caption.
        gap: f64 = 6.0, 0 .. 40;
        /// How small a picture may be made, as a part of its natural height.
        shrink: f64 = 0.7, 0.3 .. 1;
        /// The highest natural height as a part of the width.
        tallest: f64 = 0.75, 0.2 .. 2;
    }
}
