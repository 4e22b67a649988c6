//! Names of streets, compounds, parks and bridges, each given once in a city; the word lists are our own.

use std::collections::HashSet;

use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

/// Words a street is called by as they stand.
const TREES_AND_SIGHTS: &[&str] = &[
    "梧桐", "银杏", "桂花", "香樟", "海棠", "紫荆", "合欢", "玉兰", "丹枫", "青松", "翠柏", "垂柳", "榆荫", "石榴",
    "樱花", "木棉", "腊梅", "紫藤", "茶花", "芙蓉", "荷塘", "菱湖", "白鹭", "飞鹤", "鸿雁", "金鲤", "书院", "文庙",
    "钟楼", "鼓楼", "观象", "学府", "码头", "渡口", "纺织", "造船", "机床", "车站", "邮电", "粮仓", "盐市", "米市",
    "染坊", "窑湾", "花市", "茶亭", "驿前", "校场", "云锦", "云台", "云栖", "望江", "听涛", "观澜", "落霞", "晓月",
    "晴岚", "流泉",
];
/// First and second characters of the other street names.
const FIRST: &[char] = &[
    '长', '永', '安', '和', '兴', '富', '康', '平', '瑞', '华', '新', '春', '明', '德', '仁', '信', '嘉', '福', '景',
    '文', '东', '西', '昌', '建', '光', '泰', '宝', '金', '青', '清', '庆', '同', '万', '祥', '宏', '顺', '友', '广',
];
const SECOND: &[char] = &[
    '兴', '宁', '乐', '安', '丰', '盛', '达', '源', '祥', '业', '荣', '泽', '和', '顺', '隆', '昌', '茂', '泰', '康',
    '善', '义', '秀', '阳', '庆', '通', '济', '远', '谊', '林', '苑', '园', '山', '河', '川', '桥', '门',
];
const COMPOUND_FIRST: &[&str] = &[
    "锦绣", "翡翠", "紫金", "碧水", "金色", "阳光", "春晓", "东方", "滨江", "御景", "香榭", "蓝湾", "枫丹", "绿茵",
    "丽景", "名仕", "书香", "幸福", "和谐", "康乐", "温馨", "望湖", "水岸", "天悦", "云顶", "盛世", "佳兆", "怡景",
    "桃源", "竹韵", "兰亭", "梅园", "菊苑", "静雅", "山语", "林语", "星河", "银河", "朝阳", "曙光", "红星", "新华",
    "国泰", "万和", "汇丰", "凯旋", "帝景", "凤凰", "麒麟", "龙腾", "鼎盛", "瑞景", "祥云", "彩虹", "海棠", "丁香",
    "茉莉", "百合", "芳草", "清泉",
];
const COMPOUND_LAST: &[&str] =
    &["花园", "家园", "苑", "华庭", "雅居", "名邸", "公馆", "城", "小区", "新村", "里", "府", "湾", "公寓"];
const BRIDGES: &[&str] = &[
    "长虹大桥",
    "白鹭大桥",
    "龙津大桥",
    "望江大桥",
    "青云大桥",
    "平安大桥",
    "飞鹤大桥",
    "朝阳大桥",
    "玉带大桥",
    "古渡大桥",
    "彩云大桥",
];

/// The next unused names of one city.
#[derive(Debug)]
pub(crate) struct Names {
    streets: Vec<String>,
    compounds: Vec<String>,
    compounds_named: usize,
    bridges: Vec<String>,
    given: HashSet<String>,
}

impl Names {
    pub fn new(rng: &mut ChaCha8Rng) -> Self {
        let mut pairs: Vec<String> = FIRST.iter().flat_map(|a| SECOND.iter().map(move |b| format!("{a}{b}"))).collect();
        pairs.retain(|p| !TREES_AND_SIGHTS.contains(&p.as_str()) && p.chars().nth(0) != p.chars().nth(1));
        pairs.shuffle(rng);
        // The arterials take the first names; plants and sights are mixed among the others.
        let mut sights: Vec<String> = TREES_AND_SIGHTS.iter().map(ToString::to_string).collect();
        sights.shuffle(rng);
        let mut streets = pairs;
        for (i, sight) in sights.into_iter().enumerate() {
            streets.insert((3 * i + 2).min(streets.len()), sight);
        }
        streets.reverse();
        let all = COMPOUND_FIRST.iter().flat_map(|a| COMPOUND_LAST.iter().map(move |b| format!("{a}{b}")));
        let mut compounds: Vec<String> = all.collect();
        compounds.shuffle(rng);
        let mut bridges: Vec<String> = BRIDGES.iter().map(ToString::to_string).collect();
        bridges.shuffle(rng);
        Self { streets, compounds, compounds_named: 0, bridges, given: HashSet::new() }
    }
    /// A word no street is called by yet: 长兴, 梧桐; after some 1,400 of them, 新长兴 and so on.
    pub fn street_word(&mut self, rng: &mut ChaCha8Rng) -> String {
        self.streets.pop().unwrap_or_else(|| {
            let first = TREES_AND_SIGHTS.choose(rng).copied().unwrap_or("云");
            let second: String = [FIRST.choose(rng), SECOND.choose(rng)].into_iter().flatten().collect();
            format!("{first}{second}")
        })
    }
    /// `word` as it is where the city has no such name yet, else with 二, 三 … before its last character.
    pub fn once(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let mut number = 2;
        while !self.given.insert(candidate.clone()) {
            let cut = name.char_indices().last().map_or(0, |(at, _)| at);
            candidate = format!("{}{}{}", &name[..cut], chinese(number), &name[cut..]);
            number += 1;
        }
        candidate
    }
    /// A compound's name: 锦绣花园; when all are used, 锦绣花园二期.
    pub fn compound(&mut self) -> String {
        let (phase, at) = (self.compounds_named / self.compounds.len(), self.compounds_named % self.compounds.len());
        self.compounds_named += 1;
        let name = &self.compounds[at];
        if phase == 0 { name.clone() } else { format!("{name}{}期", chinese(phase + 1)) }
    }
    pub fn bridge(&mut self, central: bool) -> String {
        let next = if central { None } else { self.bridges.pop() };
        self.once(next.unwrap_or_else(|| "云江大桥".to_owned()))
    }
}

/// A whole number below 10,000 in Chinese, as in 长兴十二巷.
pub(crate) fn chinese(number: usize) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut text = String::new();
    let mut gap = false;
    for (unit, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        if !(unit == 10 && digit == 1 && text.is_empty()) {
            text.push(DIGITS[digit]);
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn lanes_are_counted_as_people_say_numbers() {
        let said: Vec<String> = [1, 10, 12, 20, 35, 101, 110, 1004].into_iter().map(chinese).collect();
        assert_eq!(said, ["一", "十", "十二", "二十", "三十五", "一百零一", "一百一十", "一千零四"]);
    }

    #[test]
    fn no_name_is_given_twice_even_when_the_lists_run_out() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut names = Names::new(&mut rng);
        let mut all = HashSet::new();
        for _ in 0..2_000 {
            assert!(all.insert(names.compound()));
        }
        for _ in 0..20 {
            assert!(all.insert(names.bridge(false)));
        }
    }
}
