//! What stands on the paper: read back from the PDF itself.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::faces::Faces;
use crate::lines::{broken, broken_at_most};
use crate::*;

/// A photo with a gradient and grain, so that it packs as a real one does.
fn photo(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(7_919) ^ y.wrapping_mul(104_729) ^ seed.wrapping_mul(31)) % 17;
        let byte = |v: u32| u8::try_from(v.min(255)).unwrap();
        Rgb([
            byte(60 + 120 * x / width + grain),
            byte(90 + 90 * y / height + grain),
            byte(120 + seed * 13 % 90 + grain),
        ])
    });
    let mut bytes = Cursor::new(vec![]);
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A stroke on nothing, as a finger draws it.
fn stroke() -> Vec<u8> {
    let mut picture = RgbaImage::from_pixel(600, 220, Rgba([0, 0, 0, 0]));
    for x in 40..560_u32 {
        let wave = 110.0 + 70.0 * (f64::from(x) / 45.0).sin();
        for y in 0..220_u32 {
            if (f64::from(y) - wave).abs() < 4.0 {
                picture.put_pixel(x, y, Rgba([20, 20, 40, 255]));
            }
        }
    }
    let mut bytes = Cursor::new(vec![]);
    DynamicImage::ImageRgba8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn fact(label: &str, value: &str, is_wide: bool) -> Fact {
    Fact { label: label.into(), value: value.into(), is_wide }
}

fn column(title: &str, width: u16, is_number: bool) -> Column {
    Column { title: title.into(), width, is_number }
}

fn cell(text: &str, tone: Tone, note: &str) -> Cell {
    Cell { text: text.into(), tone, note: note.into(), mark: None }
}

fn steps() -> Table {
    let row = |step: &str, note: &str, answer: Cell, limits: &str, judged: Cell| {
        vec![cell(step, Tone::Plain, note), answer, cell(limits, Tone::Muted, ""), judged]
    };
    let done = Cell { mark: Some(true), text: "已确认".into(), ..Cell::default() };
    let not_done = Cell { mark: Some(false), text: "未做".into(), ..Cell::default() };
    Table {
        columns: vec![
            column("作业步骤", 42, false),
            column("结果", 26, false),
            column("范围", 20, false),
            column("判定", 12, false),
        ],
        rows: vec![
            row("断电、关闭进水阀", "", done.clone(), "", Cell::default()),
            row(
                "进水压力",
                "上次 0.31 MPa（2026-05-12）",
                Cell::text("0.28 MPa"),
                "0.05–0.80 MPa",
                cell("合格", Tone::Good, ""),
            ),
            row("对地绝缘电阻", "", Cell::text("1.4 MΩ"), "≥ 2 MΩ", cell("超限", Tone::Bad, "")),
            row("试运行五分钟，检查是否漏水、异响", "", not_done, "", Cell::default()),
        ],
        totals: vec![],
    }
}

fn charges() -> Table {
    let row = |name: &str, note: &str, quantity: &str, price: &str, payer: &str, amount: &str| {
        vec![
            cell(name, Tone::Plain, note),
            cell(quantity, Tone::Plain, ""),
            cell(price, Tone::Plain, ""),
            cell(payer, Tone::Muted, ""),
            cell(amount, Tone::Plain, ""),
        ]
    };
    Table {
        columns: vec![
            column("项目", 42, false),
            column("数量", 9, true),
            column("单价", 15, true),
            column("付款方", 18, false),
            column("金额", 16, true),
        ],
        rows: vec![
            row("上门检测费", "", "1", "¥50.00", "客户", "¥50.00"),
            row("排水泵 DP-30", "整机保修内（至 2027-03-18）", "1", "¥268.00", "厂家保修", "¥268.00"),
            row("高层作业费", "", "1", "¥1,200.00", "客户", "¥1,200.00"),
        ],
        totals: vec![
            ("合计".into(), "¥1,518.00".into()),
            ("保修承担".into(), "−¥268.00".into()),
            ("客户应付".into(), "¥1,250.00".into()),
        ],
    }
}

fn shown(count: usize) -> Vec<Shown> {
    let one = |at: usize| Shown {
        key: format!("photo{at}"),
        caption: format!("第{}步：机身铭牌与序列号，拍清楚每个字", at + 1),
        note: "2026-11-21 10:42".into(),
        missing: "照片尚未上传".into(),
    };
    (0..count).map(one).collect()
}

fn pictures(count: usize) -> Pictures {
    let mut pictures = Pictures::new();
    let sizes = [(1_600, 1_200), (900, 1_600), (1_600, 1_200)];
    let prepared: Vec<Picture> = (0..)
        .zip(sizes)
        .map(|(seed, (width, height))| Picture::prepare(&photo(width, height, seed), side_for(count)).unwrap())
        .collect();
    for at in 0..count {
        let picture = prepared[at % prepared.len()].clone();
        pictures.insert(format!("photo{at}"), picture);
    }
    pictures.insert("signature".into(), Picture::prepare(&stroke(), 800).unwrap());
    pictures
}

fn sheet(photos: usize) -> Sheet {
    Sheet {
        lang: "zh-CN".into(),
        company: "海澜电器售后服务有限公司 · 浦东服务网点".into(),
        title: "服务报告".into(),
        number: "WX-20261121-0007".into(),
        head: vec![
            ("工单号".into(), "WX-20261121-0007".into()),
            ("版本".into(), "第 2 版（替代第 1 版）".into()),
            ("出具".into(), "2026-11-21 11:36".into()),
        ],
        code: Some(Code {
            content: "https://service.example.cn/c/check/demo/7f3k9q2m4x8w".into(),
            caption: "扫码验真".into(),
        }),
        remark: None,
        blocks: vec![
            Block::Heading("客户与设备".into()),
            Block::Facts(vec![
                fact("客户", "王秀英", false),
                fact("电话", "138 **** 0001", false),
                fact("地址", "上海市浦东新区张杨路 3611 弄金桥国际商业广场 6 座 2 单元 1204 室", true),
                fact("设备", "滚筒洗衣机 XQG100-B14（10 公斤，变频），序列号 SN2024031800071", true),
                fact("购买", "2024-03-18", false),
                fact("保修", "保内，至 2027-03-18", false),
            ]),
            Block::Heading("客户报修".into()),
            Block::Words("洗衣机脱水时漏水，地板上有积水；昨天开始，每次都漏。“E3”报错，按了 3 次复位也没用。".into()),
            Block::Heading("上门服务".into()),
            Block::Part {
                title: "第 1 次上门".into(), note: "张伟（主责）、李强 · 10:05 到达，11:30 完工".into()
            },
            Block::Words(
                "拆检后发现排水泵叶轮被硬币卡死，泵体裂纹渗水。更换排水泵总成，清理滤网，试机三遍不再漏水。".into(),
            ),
            Block::Table(steps()),
            Block::Heading("现场照片".into()),
            Block::Pictures(shown(photos)),
            Block::Heading("费用".into()),
            Block::Table(charges()),
            Block::Heading("签字".into()),
            Block::Signatures(vec![Signature {
                label: "客户确认服务完成".into(),
                name: "王秀英".into(),
                note: "2026-11-21 11:31".into(),
                key: Some("signature".into()),
                missing: "签字尚未上传".into(),
            }]),
        ],
        foot: "验真：扫描首页二维码，或在 service.example.cn/c/check 输入 7F3K-9Q2M-4X8W".into(),
        paging: "第 {page} 页，共 {pages} 页".into(),
        issued: (2026, 11, 21, 11, 36, 0),
    }
}

/// What a reader of the PDF finds, without spaces and line ends.
fn text_of(pdf: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(pdf).unwrap();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// For looking at: written where `FIELDLOOP_REPORTS` says.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("FIELDLOOP_REPORTS") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn what_was_done_stands_on_the_paper_and_the_same_facts_give_the_same_bytes() {
    let (sheet, pictures) = (sheet(5), pictures(5));
    let pdf = print(&sheet, &pictures).unwrap();
    keep("usual.pdf", &pdf);
    assert_eq!(pdf, print(&sheet, &pictures).unwrap());
    let text = text_of(&pdf);
    for said in [
        "服务报告",
        "WX-20261121-0007",
        "138****0001",
        "排水泵DP-30",
        "¥1,250.00",
        "超限",
        "第1页，共2页",
        "客户确认服务完成",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[test]
fn a_report_without_photos_and_one_with_sixty_are_both_printed_and_stay_small() {
    let few = Sheet {
        blocks: sheet(0).blocks.into_iter().filter(|b| !matches!(b, Block::Pictures(_))).collect(),
        ..sheet(0)
    };
    let pdf = print(&few, &Pictures::new()).unwrap();
    assert!(pdf.len() < 200_000, "{}", pdf.len());
    let many = print(&sheet(60), &pictures(60)).unwrap();
    keep("sixty.pdf", &many);
    assert!(many.len() < 15_000_000, "{}", many.len());
    // bytes that never came leave a place that says so
    let missing = print(&sheet(3), &Pictures::new()).unwrap();
    assert!(text_of(&missing).contains("照片尚未上传"));
}

#[test]
fn ten_thousand_characters_go_on_over_pages_and_none_is_lost() {
    let long = "更换排水泵总成，清理滤网。".repeat(800);
    let mut sheet = sheet(0);
    sheet.blocks.insert(6, Block::Words(long.clone()));
    // one cell of a table that no page holds
    let row = vec![Cell::text("备注"), Cell::text("试机正常。".repeat(1_000)), Cell::default(), Cell::default()];
    sheet.blocks.push(Block::Table(Table { rows: vec![row], ..steps() }));
    sheet.blocks.push(Block::Words("Ж".repeat(3_000)));
    let pdf = print(&sheet, &Pictures::new()).unwrap();
    keep("long.pdf", &pdf);
    let text = text_of(&pdf);
    assert_eq!(text.matches("排水泵总成").count(), 801);
    assert_eq!(text.matches('Ж').count(), 3_000);
    assert!(pdf.len() < 1_000_000, "{}", pdf.len());
}

#[test]
fn a_character_that_no_font_has_is_a_box_and_emoji_have_a_font_of_their_own() {
    let faces = Faces::get().unwrap();
    assert!(faces.drawn('😀', None, false).face.font == faces.emoji.font);
    assert!(faces.drawn('㛃', None, false).face.font == faces.regular.font, "a rare name is in the font");
    let unknown = faces.drawn('\u{30000}', None, true);
    assert!(unknown.advance > 0.2 && unknown.glyph.to_u32() == 0);
    let mut odd = sheet(0);
    let words = "王㛃😀👍🏽𠮷\u{30000} Ünïcödé ﷽ \u{0}\u{202e}倒 e\u{301} ①②③ ✓ ℃ Ω ≥ —— “引号” 「括号」";
    odd.blocks.insert(0, Block::Words(words.into()));
    let pdf = print(&odd, &Pictures::new()).unwrap();
    keep("odd.pdf", &pdf);
    assert!(text_of(&pdf).contains("王㛃😀"));
}

#[test]
fn no_line_begins_with_a_stop_or_ends_with_an_opening_bracket() {
    let faces = Faces::get().unwrap();
    let text = "拆检后发现，排水泵（DP-30）叶轮被硬币卡死；泵体裂纹、渗水。更换“总成”，试机《说明书》三遍！不漏？好的：完成……结束".repeat(9);
    for width in 60..300_u16 {
        for line in broken(faces, &text, 9.5, false, f32::from(width)) {
            let (first, last) = (line.chars().next().unwrap(), line.chars().next_back().unwrap());
            assert!(!"，。、；：！？）》”…".contains(first), "{width}: {line}");
            assert!(!"（《“".contains(last), "{width}: {line}");
            assert!(faces.width(&line, 9.5, false) <= f32::from(width) + 0.01, "{width}: {line}");
        }
    }
}

#[test]
fn what_is_too_long_for_its_place_ends_with_dots_and_lines_are_kept_as_they_were_typed() {
    let faces = Faces::get().unwrap();
    let lines = broken_at_most(faces, &"很长的说明".repeat(40), (9.0, false), 120.0, 2);
    assert_eq!(lines.len(), 2);
    assert!(lines[1].ends_with('…') && faces.width(&lines[1], 9.0, false) <= 120.0);
    assert_eq!(broken(faces, "一\r\n\r\n二\t三\n\n", 9.0, false, 120.0), ["一", "", "二 三"]);
    assert!(broken(faces, " \n\u{200b}", 9.0, false, 120.0).is_empty());
}

#[test]
fn a_picture_is_upright_small_and_without_what_the_camera_wrote() {
    // the same photo, said by EXIF to be turned by a quarter
    let plain = photo(1_600, 1_200, 3);
    let exif: &[u8] = &[
        0xff, 0xe1, 0x00, 0x22, b'E', b'x', b'i', b'f', 0, 0, b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0,
        0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ];
    let turned = [&plain[..2], exif, &plain[2..]].concat();
    let picture = Picture::prepare(&turned, 1_200).unwrap();
    assert_eq!((picture.width, picture.height), (900, 1_200));
    assert!(!picture.jpeg.windows(4).any(|part| part == b"Exif"));
    assert_eq!(Picture::prepare(&plain, 1_200).unwrap().width, 1_200);
    let signature = Picture::prepare(&stroke(), 1_200).unwrap();
    assert_eq!((signature.width, signature.height), (600, 220));
    for none in [b"".as_slice(), b"%PDF-1.7", &plain[..100]] {
        assert_eq!(Picture::prepare(none, 1_200).unwrap_err().code(), "file.damaged");
    }
}
