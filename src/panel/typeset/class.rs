//! What a character is for the line: its class, and where it may stand.
//!
//! Classes follow CLREQ 3.1.1 (标点符号的分类及用法) and its table of marks; the UAX #14 class that comes nearest is named beside each. Where the
//! two differ CLREQ wins. The same code point can be Chinese or Latin (“ ” ‘ ’ — … ·): the context module
//! decides, and passes its answer in as `wide`.

/// What a character is for the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// 汉字, kana, hangul (UAX #14 ID).
    Han,
    /// A symbol as wide as a 汉字: ① → ■ and emoji (ID).
    Symbol,
    /// 开始夹注符号 and opening quotes (OP, QU).
    Open,
    /// 结束夹注符号 and closing quotes (CL, CP, QU).
    Close,
    /// 顿号、逗号 and 分号、冒号 (CL, NS).
    Pause,
    /// 句号、叹号、问号 (CL, EX).
    Stop,
    /// 间隔号 (NS, AL).
    Middle,
    /// 破折号 and 省略号 (B2, IN).
    Dash,
    /// 连接号 ～ and full-width hyphens (NS).
    Connector,
    /// 分隔号 ／ (SY).
    Slash,
    /// ％ ‰ ℃ (PO).
    Postfix,
    /// ￥ ＄ № (PR).
    Prefix,
    /// A Latin, Greek or Cyrillic letter, a superscript (AL).
    Letter,
    /// 0–9 (NU).
    Digit,
    /// Proportional punctuation and everything else of a Latin face.
    Mark,
    /// A typed space.
    Space,
    /// U+3000, as wide as a 汉字 (BA).
    WideSpace,
    /// U+00A0, U+202F (GL).
    NoBreakSpace,
    /// A zero-width mark that allows a break (ZW).
    ZeroBreak,
    /// A zero-width mark that does not (WJ, CM).
    Zero,
    /// The caller's [`crate::panel::typeset::Piece::Space`].
    Object,
}

impl Class {
    /// Whether it stands on the grid of 汉字 and takes its share when a line is drawn out.
    pub(super) fn is_wide(self) -> bool {
        use Class::*;
        matches!(
            self,
            Han | Symbol
                | Open
                | Close
                | Pause
                | Stop
                | Middle
                | Dash
                | Connector
                | Slash
                | Postfix
                | Prefix
                | WideSpace
                | Object
        )
    }

    /// Whether it is a full-width mark that carries blank halves (CLREQ 3.1.6.1 标点符号的调整空间).
    pub(super) fn is_squeezable(self) -> bool {
        matches!(self, Class::Open | Class::Close | Class::Pause | Class::Stop | Class::Middle)
    }

    /// A full-width mark, beside which there is neither gap nor typed space (rule 4).
    pub(super) fn is_wide_mark(self) -> bool {
        use Class::*;
        matches!(self, Open | Close | Pause | Stop | Middle | Dash | Connector | Slash)
    }
}

/// Code points that are Chinese marks between 汉字 and Latin ones in Latin text.
pub(super) fn is_ambiguous(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '―' | '…' | '⋯' | '·' | '‥')
}

/// 汉字 proper, with 〇 々 and kana: what rule 4 sets a gap beside, and what a justified line is drawn out between.
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3021..=0x3029 | 0x3031..=0x3035 | 0x3038..=0x303B
        | 0x3041..=0x3096 | 0x309D..=0x309F | 0x30A1..=0x30FA | 0x30FC..=0x30FF
        | 0x3105..=0x312F | 0x31A0..=0x31BF | 0x31F0..=0x31FF
        | 0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0x1100..=0x11FF | 0x20000..=0x323AF)
}

/// The class of a character. `wide` says how an ambiguous one was resolved.
pub(super) fn classify(c: char, wide: bool) -> Class {
    if is_han(c) {
        return Class::Han;
    }
    match c {
        '“' | '‘' if wide => Class::Open,
        '”' | '’' if wide => Class::Close,
        '—' | '―' | '…' | '⋯' | '‥' if wide => Class::Dash,
        '·' if wide => Class::Middle,
        '\u{2E3A}' | '\u{2E3B}' => Class::Dash,
        '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '［' | '｛' | '〖' | '〘' | '〚' | '〝' | '｟' => {
            Class::Open
        }
        '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '］' | '｝' | '〗' | '〙' | '〛' | '〞' | '〟' | '｠' => {
            Class::Close
        }
        '、' | '，' | '；' | '：' => Class::Pause,
        '。' | '．' | '！' | '？' => Class::Stop,
        '・' | '‧' => Class::Middle,
        '～' | '〜' | '－' | '゠' => Class::Connector,
        '／' | '＼' => Class::Slash,
        '％' | '‰' | '‱' | '℃' | '℉' | '￠' | '゛' | '゜' => Class::Postfix,
        '￥' | '＄' | '￡' | '№' | '＃' | '￦' => Class::Prefix,
        '\u{3000}' => Class::WideSpace,
        '0'..='9' => Class::Digit,
        ' '
        | '\t'
        | '\n'
        | '\r'
        | '\u{2002}'..='\u{2006}'
        | '\u{2008}'..='\u{200A}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{85}'
        | '\u{0B}'
        | '\u{0C}' => Class::Space,
        '\u{A0}' | '\u{202F}' | '\u{2007}' => Class::NoBreakSpace,
        '\u{200B}' => Class::ZeroBreak,
        _ if is_zero(c) => Class::Zero,
        _ if is_wide_symbol(c) => Class::Symbol,
        _ if is_letter(c) => Class::Letter,
        _ => Class::Mark,
    }
}

/// Characters without ink or width of their own: joiners, selectors, controls.
pub(super) fn is_zero(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x34F | 0x200C..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
            | 0xE0000..=0xE01EF)
}

/// Marks that sit on the character before them (UAX #14 CM); also what keeps an emoji sequence together.
pub(super) fn is_extending(c: char) -> bool {
    matches!(u32::from(c),
        0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x610..=0x61A | 0x64B..=0x65F | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0x302A..=0x302F | 0x3099..=0x309A | 0xFE20..=0xFE2F
        | 0x200D | 0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF | 0xE0020..=0xE01EF)
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c.is_numeric() || matches!(c, 'µ' | 'Ω' | 'Å')
}

/// Symbols set on the grid of 汉字 (East Asian Width W, F and the ambiguous signs that Chinese faces draw full).
fn is_wide_symbol(c: char) -> bool {
    matches!(u32::from(c),
        0x2190..=0x21FF | 0x2460..=0x24FF | 0x2500..=0x27BF | 0x2B00..=0x2BFF | 0x2160..=0x217F
        | 0x3003..=0x3004 | 0x3012..=0x3013 | 0x3020 | 0x3036..=0x3037 | 0x303C..=0x303F | 0x3200..=0x33FF
        | 0xFE10..=0xFE6F | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F000..=0x1FAFF | 0x203B | 0x2022)
}

/// Rule 1: never at the start of a line (CLREQ 3.1.4 行首行尾禁则, its strictest level: — and … as well;
/// GB/T 15834 5.1), of every width.
pub(super) fn no_start(c: char) -> bool {
    matches!(
        c,
        '、' | '，' | '。' | '．' | '：' | '；' | '！' | '？'
        | '’' | '”' | '」' | '』' | '）' | '》' | '〉' | '】' | '〕' | '｝' | '］' | '〗' | '〙' | '〛' | '〞' | '〟' | '｠'
        | '»' | '›' | '❩' | '❫' | '❭' | '❯' | '❱' | '❳' | '❵' | '⟩' | '⟧' | '⟫' | '⦆'
        | '～' | '〜' | '~' | '–' | '‐' | '‑' | '−' | '－' | '゠' | '—' | '―' | '\u{2E3A}' | '\u{2E3B}' | '…' | '⋯' | '‥'
        | '·' | '・' | '‧' | '･' | '／' | '＼' | '/'
        | '％' | '‰' | '‱' | '%' | '℃' | '℉' | '°' | '′' | '″' | '‴' | '￠' | '¢' | '﹪' | '㎡'
        | ')' | ']' | '}' | ',' | '.' | ':' | ';' | '!' | '?' | '‼' | '⁇' | '⁈' | '⁉'
        // Half-width and small forms (U+FE50–FE6F), vertical forms (U+FE10–FE48).
        | '｡' | '､' | '｣' | 'ﾞ' | 'ﾟ' | 'ｰ'
        | '﹐' | '﹑' | '﹒' | '﹔' | '﹕' | '﹖' | '﹗' | '﹚' | '﹜' | '﹞' | '﹘' | '﹣'
        | '︐' | '︑' | '︒' | '︓' | '︔' | '︕' | '︖' | '︘' | '︙' | '︰' | '︱' | '︲'
        | '︶' | '︸' | '︺' | '︼' | '︾' | '﹀' | '﹂' | '﹄' | '﹈'
        // Small kana, iteration and length marks (UAX #14 CJ, NS).
        | '々' | '〻' | 'ー' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' | '゛' | '゜'
        | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ'
        | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ'
    ) || is_extending(c)
}

/// Rule 1: never at the end of a line, of every width. ／ is here too: GB/T 15834 5.1 keeps it from both ends.
pub(super) fn no_end(c: char) -> bool {
    matches!(
        c,
        '‘' | '“'
            | '「'
            | '『'
            | '（'
            | '《'
            | '〈'
            | '【'
            | '〔'
            | '｛'
            | '［'
            | '〖'
            | '〘'
            | '〚'
            | '〝'
            | '｟'
            | '«'
            | '‹'
            | '❨'
            | '❪'
            | '❬'
            | '❮'
            | '❰'
            | '❲'
            | '❴'
            | '⟨'
            | '⟦'
            | '⟪'
            | '⦅'
            | '￥'
            | '＄'
            | '￡'
            | '￦'
            | '№'
            | '¥'
            | '$'
            | '£'
            | '€'
            | '§'
            | '＃'
            | '#'
            | '＠'
            | '('
            | '['
            | '{'
            | '¡'
            | '¿'
            | '‚'
            | '„'
            | '｢'
            | '﹙'
            | '﹛'
            | '﹝'
            | '﹩'
            | '﹟'
            | '︗'
            | '︵'
            | '︷'
            | '︹'
            | '︻'
            | '︽'
            | '︿'
            | '﹁'
            | '﹃'
            | '﹇'
            | '／'
            | '＼'
            | '\u{200D}'
    )
}

/// Rule 7: what may hang out of the end of a line (CLREQ 3.1.7 行尾点号悬挂).
pub(super) fn may_hang(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '．')
}

/// 开明式 keeps these at full width (CLREQ 3.1.6 leaves the choice to the style).
pub(super) fn full_in_kaiming(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_1_lists_hold_every_character_named() {
        for c in "、，。．：；！？’”」』）》〉】〕｝～–—…·／％‰℃".chars() {
            assert!(no_start(c), "{c} may start a line");
        }
        for c in "‘“「『（《〈【〔｛￥＄№".chars() {
            assert!(no_end(c), "{c} may end a line");
            assert!(!no_start(c), "{c} may not start a line either");
        }
    }

    #[test]
    fn ambiguous_marks_follow_their_context() {
        assert_eq!(classify('“', true), Class::Open);
        assert_eq!(classify('“', false), Class::Mark);
        assert_eq!(classify('—', true), Class::Dash);
        assert_eq!(classify('³', false), Class::Letter);
        assert_eq!(classify('①', false), Class::Symbol);
    }
}
