//! Names and phone numbers for invented people, the same for the same seed.

use std::collections::HashSet;

use kernel::Phone;
use rand::SeedableRng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// Family names with how often they come, very roughly in per mille of the people who bear one of these.
const FAMILIES: &[(&str, u32)] = &[
    ("王", 72),
    ("李", 72),
    ("张", 68),
    ("刘", 54),
    ("陈", 45),
    ("杨", 31),
    ("赵", 23),
    ("黄", 22),
    ("周", 21),
    ("吴", 20),
    ("徐", 17),
    ("孙", 15),
    ("胡", 13),
    ("朱", 13),
    ("高", 12),
    ("林", 12),
    ("何", 12),
    ("郭", 12),
    ("马", 11),
    ("罗", 10),
    ("梁", 9),
    ("宋", 8),
    ("郑", 8),
    ("谢", 8),
    ("韩", 8),
    ("唐", 7),
    ("冯", 7),
    ("于", 6),
    ("董", 6),
    ("萧", 6),
    ("程", 6),
    ("曹", 6),
    ("袁", 6),
    ("邓", 6),
    ("许", 6),
    ("傅", 5),
    ("沈", 5),
    ("曾", 5),
    ("彭", 5),
    ("吕", 5),
    ("苏", 5),
    ("卢", 5),
    ("蒋", 5),
    ("蔡", 5),
    ("贾", 4),
    ("丁", 4),
    ("魏", 4),
    ("薛", 4),
    ("叶", 4),
    ("阎", 4),
    ("余", 4),
    ("潘", 4),
    ("杜", 4),
    ("戴", 4),
    ("夏", 4),
    ("钟", 4),
    ("汪", 4),
    ("田", 4),
    ("任", 4),
    ("姜", 4),
    ("范", 3),
    ("方", 3),
    ("石", 3),
    ("姚", 3),
    ("谭", 3),
    ("廖", 3),
    ("邹", 3),
    ("熊", 3),
    ("金", 3),
    ("陆", 3),
    ("郝", 3),
    ("孔", 2),
    ("白", 2),
    ("崔", 2),
    ("康", 2),
    ("毛", 2),
    ("邱", 2),
    ("秦", 2),
    ("江", 2),
    ("史", 2),
    ("顾", 2),
    ("侯", 2),
    ("邵", 2),
    ("孟", 2),
    ("龙", 2),
    ("万", 2),
    ("段", 2),
    ("雷", 2),
    ("钱", 2),
    ("汤", 2),
    ("欧阳", 1),
    ("上官", 1),
    ("司徒", 1),
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平",
    "刚", "辉", "玲", "桂英", "秀兰", "秀英", "建国", "建华", "建军", "国强", "国庆", "志强", "志明", "志远", "文斌",
    "文静", "晓东", "晓明", "晓燕", "晓梅", "海燕", "海涛", "海波", "春梅", "春兰", "雪梅", "玉兰", "玉梅", "玉珍",
    "红梅", "丽华", "丽娟", "丽萍", "美玲", "小红", "小军", "小丽", "俊杰", "俊峰", "宇航", "宇轩", "浩然", "浩宇",
    "子涵", "子轩", "梓萱", "欣怡", "佳怡", "佳琪", "雨桐", "诗涵", "思远", "思琪", "天佑", "天宇", "一鸣", "一诺",
    "家豪", "家辉", "振华", "振宇", "德明", "德福", "永强", "永康", "长青", "长林", "福生", "福贵", "金凤", "金花",
    "银花", "桂香", "桂芳", "凤英", "兰英", "淑芬", "淑珍", "淑华", "慧敏", "慧娟", "雅琴", "雅芳", "立新", "立军",
    "新民", "爱国", "爱华", "卫东", "卫国", "学军", "学文", "庆华", "成龙", "成林", "光明", "光辉", "正义", "正阳",
    "晨曦", "晨光", "嘉伟", "嘉欣", "鹏飞", "鹏程", "云飞", "云霞", "月华", "月娥", "冬梅", "秋菊", "夏莲", "少华",
    "少峰", "继红",
];

/// An invented person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Person {
    pub name: String,
    /// 139 0000 0000 and up: plainly a demonstration's number. Never send anything to it.
    pub phone: Phone,
}

/// People without end: no phone twice in the first 100,000, and hardly a name twice while there are hundreds, as in life.
#[derive(Clone, Debug)]
pub struct People {
    rng: ChaCha8Rng,
    names: HashSet<String>,
    next_line: u32,
}

impl People {
    /// The people of a seed, always the same in the same order.
    pub fn new(seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed ^ 0x7065_6f70_6c65), names: HashSet::new(), next_line: 0 }
    }

    fn name(&mut self) -> String {
        let draw = |rng: &mut ChaCha8Rng| {
            let family = FAMILIES.choose_weighted(rng, |(_, weight)| *weight).map_or("王", |(name, _)| *name);
            format!("{family}{}", GIVEN.choose(rng).copied().unwrap_or("伟"))
        };
        let mut name = draw(&mut self.rng);
        for _ in 0..8 {
            if !self.names.contains(&name) {
                break;
            }
            name = draw(&mut self.rng);
        }
        self.names.insert(name.clone());
        name
    }
}

impl Iterator for People {
    type Item = Person;

    /// The next person; `None` only after 100,000, when the numbers end.
    fn next(&mut self) -> Option<Person> {
        let line = (self.next_line < 100_000).then_some(self.next_line)?;
        self.next_line += 1;
        // 7919 is prime to 100,000, so the numbers look drawn and still none comes twice.
        let phone = Phone::parse(&format!("139000{:05}", (line * 7_919) % 100_000)).ok()?;
        Some(Person { name: self.name(), phone })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_invites_the_same_people() {
        let guests = |seed| People::new(seed).take(50).collect::<Vec<_>>();
        assert_eq!(guests(7), guests(7));
        assert_ne!(guests(7), guests(8));
    }

    #[test]
    fn four_hundred_households_share_neither_name_nor_phone() {
        let people: Vec<Person> = People::new(1).take(400).collect();
        assert_eq!(people.iter().map(|p| &p.name).collect::<HashSet<_>>().len(), 400);
        assert_eq!(people.iter().map(|p| &p.phone).collect::<HashSet<_>>().len(), 400);
    }

    #[test]
    fn every_number_is_plainly_a_demonstrations_and_still_a_chinese_mobile() {
        for person in People::new(3).take(2_000) {
            let digits = person.phone.e164();
            assert!(digits.starts_with("+86139000") && digits.len() == 14, "{digits}");
        }
    }

    #[test]
    fn the_numbers_end_and_never_repeat() {
        let phones: HashSet<Phone> = People::new(0).map(|p| p.phone).collect();
        assert_eq!(phones.len(), 100_000);
    }
}
