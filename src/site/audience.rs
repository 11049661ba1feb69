//! Whom articles are for, as readers browse. Everyone words an audience their own way (“60 岁以上老人”, “老年人和家属”), and a
//! list for each wording would hold one article; the groups of health education are few, so a wording that names one joins it.

/// A group, and the words that name it. In the order of life; a wording may name several.
const GROUPS: [(&str, &[&str]); 8] = [
    ("孕产妇", &["孕", "产妇", "哺乳", "备孕"]),
    ("儿童", &["儿童", "幼儿", "婴", "新生儿", "小学", "小朋友", "孩子", "宝宝", "学龄"]),
    ("青少年", &["青少年", "中学", "中小学", "大中专", "大学生", "高中", "初中", "少年"]),
    ("家长和照护者", &["家长", "父母", "照护者", "看护", "家属"]),
    ("职业人群", &["职业", "职工", "员工", "上班", "劳动者", "用人单位", "从业", "务工", "农民工"]),
    ("慢性病患者", &["患者", "慢性病", "慢病"]),
    ("老年人", &["老年", "老人", "长者"]),
    ("全体居民", &["居民", "全体", "所有人", "人人", "每个家庭", "公众", "市民", "大众"]),
];

/// Longest wording outside the groups that gets a list: a sentence such as “用药前先问医生” is nothing to browse.
const LONGEST: usize = 10;

/// Longest wording that can name a group.
const LONGEST_IN_GROUP: usize = 16;

/// The audiences of an article, each once: groups first, in their order, then short wordings of its own.
///
/// Whoever is named besides stands before “everyone”: 全体居民 is a group only of articles that name nobody else.
pub fn terms(audience: &[String]) -> Vec<String> {
    let split = |c: char| matches!(c, '、' | '，' | ',' | '；' | ';');
    let written = audience.iter().flat_map(|a| a.split(split)).map(str::trim);
    let (mut named, mut own) = ([false; GROUPS.len()], Vec::new());
    for term in written.filter(|t| !t.is_empty() && !t.contains(['。', '：'])) {
        let length = term.chars().count();
        let mut found = false;
        for ((_, words), seen) in GROUPS.iter().zip(named.iter_mut()).filter(|_| length <= LONGEST_IN_GROUP) {
            let names = words.iter().any(|w| term.contains(w));
            *seen |= names;
            found |= names;
        }
        if !found && length <= LONGEST && !own.iter().any(|o| o == term) {
            own.push(term.to_owned());
        }
    }
    let groups: Vec<&str> = GROUPS.iter().zip(named).filter(|(_, seen)| *seen).map(|((name, _), _)| *name).collect();
    let everyone = GROUPS.last().map_or("", |(name, _)| name);
    let others = groups.len() > 1 || !own.is_empty();
    let groups = groups.into_iter().filter(|g| !others || *g != everyone).map(str::to_owned);
    groups.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_join_their_group() {
        for (written, wanted) in [
            ("老年人、孕产妇；未满十八岁者用药前先问医生", "孕产妇 老年人"),
            ("60 岁以上老人", "老年人"),
            ("6 月龄以上全体居民，老年人、孕妇、儿童和慢性病患者优先", "孕产妇 儿童 慢性病患者 老年人"),
            ("社区居民，每个家庭", "全体居民"),
            ("家长、教师、10～18 岁青少年", "青少年 家长和照护者 教师"),
            ("户外劳动者和用人单位", "职业人群"),
            ("司机, 司机", "司机"),
            ("去过流行区、近一个月内发过热又没有去看过医生的旅行者", "去过流行区"),
            ("", ""),
        ] {
            assert_eq!(terms(&[written.to_owned()]).join(" "), wanted, "{written}");
        }
    }

    #[test]
    fn every_group_is_named_by_its_own_name() {
        for (name, _) in GROUPS {
            assert_eq!(terms(&[name.to_owned()]), [name]);
        }
    }
}
