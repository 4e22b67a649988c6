//! The comparison as a table for the terminal, and as one HTML file that needs nothing else.

use std::fmt::Write;

use crate::Assumptions;
use crate::study::{Change, Estimate, Line, Study};
use crate::tally::{METRICS, Metric};

/// Which language the words are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    Zh,
    En,
}

impl Tongue {
    fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self == Self::Zh { zh } else { en }
    }
}

fn written(estimate: Estimate, metric: &Metric) -> String {
    let decimals = metric.decimals;
    if estimate.half_width.is_finite() {
        format!("{:.decimals$} ± {:.decimals$}", estimate.mean, estimate.half_width)
    } else {
        format!("{:.decimals$}", estimate.mean)
    }
}

/// The table for a terminal: a block per load, then the what-ifs.
pub fn table(study: &Study, lines: &[Line]) -> String {
    let mut text = String::new();
    let usual = |line: &&Line| line.change == Change::Nothing;
    for load in &study.loads {
        let _ = writeln!(
            text,
            "\n{load} orders per technician and day, {} technicians, {} weeks of {} days",
            study.technicians, study.weeks, study.days
        );
        let at = |line: &&Line| (line.load - load).abs() < 1e-9;
        block(&mut text, lines.iter().filter(usual).filter(at).map(|line| (line.kind.key().to_string(), line)));
    }
    if let Some(load) = study.what_if {
        let _ = writeln!(text, "\nwhat if, at {load} orders per technician and day");
        let named = lines.iter().filter(|line| (line.load - load).abs() < 1e-9 && has_changes(lines, line));
        block(&mut text, named.map(|line| (format!("{}, {}", line.kind.key(), line.change.en()), line)));
    }
    text
}

fn has_changes(lines: &[Line], line: &Line) -> bool {
    lines.iter().any(|other| other.kind == line.kind && other.change != Change::Nothing)
}

fn block<'a>(text: &mut String, lines: impl Iterator<Item = (String, &'a Line)>) {
    let lines: Vec<(String, &Line)> = lines.collect();
    let first = METRICS.iter().map(|metric| metric.en.len()).max().unwrap_or(0);
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max(15) + 2;
    let _ = write!(text, "{:first$}", "");
    lines.iter().for_each(|(name, _)| {
        let _ = write!(text, "{name:>width$}");
    });
    text.push('\n');
    for (index, metric) in METRICS.iter().enumerate() {
        let _ = write!(text, "{:first$}", metric.en);
        for (_, line) in &lines {
            let _ = write!(text, "{:>width$}", written(line.estimate(index), metric));
        }
        text.push('\n');
    }
}

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1f2328;--soft:#667078;--line:#d8dde1;--ground:#fff;--good:#0b7a75}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#9aa4ab;--line:#3a4147;--ground:#16191c;--good:#45b8b0}}
body{font:15px/1.6 system-ui,'PingFang SC','Noto Sans SC',sans-serif;color:var(--ink);background:var(--ground);margin:0 auto;max-width:1080px;padding:24px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 8px}p{margin:4px 0 12px;color:var(--soft)}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}
th,td{border-bottom:1px solid var(--line);padding:6px 10px;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}td.best{color:var(--good);font-weight:600}td small{color:var(--soft);font-weight:400}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:20px}
figure{margin:0}figcaption{font-weight:600;margin-bottom:4px}svg{width:100%;height:auto}svg text{font-size:11px;fill:var(--soft)}
.key{display:flex;flex-wrap:wrap;gap:6px 18px;margin:8px 0 16px;padding:0;list-style:none}.key i{display:inline-block;width:22px;height:0;border-top:3px solid;vertical-align:middle;margin-right:6px}
";
/// A colour and a dash for each policy, so that the lines are told apart without colour too.
const LOOKS: [(&str, &str); 5] =
    [("#8a6d3b", "2 3"), ("#6f5bb5", "6 3"), ("#3b78b5", "8 3 2 3"), ("#c2571a", "4 2"), ("#0b7a75", "none")];

/// The whole comparison as one HTML file.
pub fn html(study: &Study, ground: &str, assumed: &Assumptions, lines: &[Line], tongue: Tongue) -> String {
    let mut page = String::new();
    let title = tongue.say("派单方式模拟对比", "Ways to dispatch, simulated");
    let _ = write!(
        page,
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style><h1>{title}</h1>",
        tongue.say("zh-CN", "en")
    );
    let _ = match tongue {
        Tongue::Zh => write!(
            page,
            "<p>{}：{} 名师傅，每种方式 {} 周、每周 {} 天；各方式面对同一批工单、同一批路况。“±” 为 95% 置信区间的一半宽度，绿色为该行均值最好的一格。</p>",
            escaped(ground),
            study.technicians,
            study.weeks,
            study.days
        ),
        Tongue::En => write!(
            page,
            "<p>{}: {} technicians, {} weeks of {} days for each way to dispatch; all meet the same orders and the same traffic. “±” is half the 95 % confidence interval, green the best mean of a row.</p>",
            escaped(ground),
            study.technicians,
            study.weeks,
            study.days
        ),
    };
    charts(&mut page, study, lines, tongue);
    for load in &study.loads {
        let at: Vec<&Line> =
            lines.iter().filter(|line| line.change == Change::Nothing && (line.load - load).abs() < 1e-9).collect();
        let _ = match tongue {
            Tongue::Zh => write!(page, "<h2>每人每天 {load} 单</h2>"),
            Tongue::En => write!(page, "<h2>{load} orders per technician and day</h2>"),
        };
        let heads: Vec<&str> = at.iter().map(|line| tongue.say(line.kind.zh(), line.kind.en())).collect();
        grid(&mut page, &heads, &at, tongue);
    }
    what_ifs(&mut page, study, lines, tongue);
    assumptions(&mut page, assumed, tongue);
    page
}

fn what_ifs(page: &mut String, study: &Study, lines: &[Line], tongue: Tongue) {
    let Some(load) = study.what_if else { return };
    let _ = match tongue {
        Tongue::Zh => write!(page, "<h2>假如……（每人每天 {load} 单，工单不变）</h2>"),
        Tongue::En => write!(page, "<h2>What if … ({load} orders per technician and day, the same orders)</h2>"),
    };
    let kinds: Vec<_> = study
        .kinds
        .iter()
        .filter(|kind| lines.iter().any(|line| line.kind == **kind && line.change != Change::Nothing))
        .collect();
    for kind in kinds {
        let own: Vec<&Line> =
            lines.iter().filter(|line| line.kind == *kind && (line.load - load).abs() < 1e-9).collect();
        let heads: Vec<&str> = own.iter().map(|line| tongue.say(line.change.zh(), line.change.en())).collect();
        let _ = write!(page, "<p>{}</p>", tongue.say(kind.zh(), kind.en()));
        grid(page, &heads, &own, tongue);
    }
}

fn grid(page: &mut String, heads: &[&str], lines: &[&Line], tongue: Tongue) {
    page.push_str("<div class=\"wide\"><table><tr><th></th>");
    heads.iter().for_each(|head| {
        let _ = write!(page, "<th>{head}</th>");
    });
    page.push_str("</tr>");
    for (index, metric) in METRICS.iter().enumerate() {
        let _ = write!(page, "<tr><td>{}</td>", tongue.say(metric.zh, metric.en));
        let means: Vec<f64> = lines.iter().map(|line| line.estimate(index).mean).collect();
        let best = means
            .iter()
            .copied()
            .fold(f64::NAN, |best, mean| if metric.more_is_better { best.max(mean) } else { best.min(mean) });
        for (line, mean) in lines.iter().zip(&means) {
            let class = if (mean - best).abs() < 1e-9 { " class=\"best\"" } else { "" };
            let estimate = line.estimate(index);
            let decimals = metric.decimals;
            let width = if estimate.half_width.is_finite() {
                format!(" <small>± {:.decimals$}</small>", estimate.half_width)
            } else {
                String::new()
            };
            let _ = write!(page, "<td{class}>{:.decimals$}{width}</td>", estimate.mean);
        }
        page.push_str("</tr>");
    }
    page.push_str("</table></div>");
}

fn charts(page: &mut String, study: &Study, lines: &[Line], tongue: Tongue) {
    page.push_str("<ul class=\"key\">");
    for (kind, (colour, dash)) in study.kinds.iter().zip(LOOKS.iter().cycle()) {
        let style = if *dash == "none" { "solid" } else { "dashed" };
        let _ = write!(
            page,
            "<li><i style=\"border-color:{colour};border-top-style:{style}\"></i>{}</li>",
            tongue.say(kind.zh(), kind.en())
        );
    }
    page.push_str("</ul><div class=\"charts\">");
    for (index, metric) in METRICS.iter().enumerate() {
        let _ = write!(page, "<figure><figcaption>{}</figcaption>", tongue.say(metric.zh, metric.en));
        chart(page, study, lines, index, tongue);
        page.push_str("</figure>");
    }
    page.push_str("</div>");
}

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 44.0;
const BOTTOM: f64 = 30.0;

/// Where loads and values lie on a chart.
struct Axes {
    loads: (f64, f64),
    top: f64,
}

impl Axes {
    /// From zero to above every mean, and above the intervals where these are not many times as high.
    fn of(study: &Study, lines: &[&Line], metric: usize) -> Self {
        let loads =
            study.loads.iter().fold((f64::MAX, f64::MIN), |(low, high), load| (low.min(*load), high.max(*load)));
        let estimates = || lines.iter().map(|line| line.estimate(metric));
        let highest = estimates().map(|estimate| estimate.mean).fold(0.0, f64::max);
        let reach = estimates().map(|estimate| estimate.mean + reach_of(estimate)).fold(0.0, f64::max);
        let top = step_above(reach.min(highest * 1.5));
        let is_share = METRICS[metric].en.ends_with(", %");
        Self { loads, top: if is_share { top.min(100.0) } else { top } }
    }

    fn x(&self, load: f64) -> f64 {
        let (low, high) = self.loads;
        LEFT + 14.0 + (WIDTH - LEFT - 34.0) * if high > low { (load - low) / (high - low) } else { 0.5 }
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 10.0) * (value / self.top).clamp(0.0, 1.0)
    }
}

fn reach_of(estimate: Estimate) -> f64 {
    if estimate.half_width.is_finite() { estimate.half_width } else { 0.0 }
}

/// Load from left to right, the metric upwards from zero, a line a policy with its confidence intervals.
fn chart(page: &mut String, study: &Study, lines: &[Line], metric: usize, tongue: Tongue) {
    let usual: Vec<&Line> = lines.iter().filter(|line| line.change == Change::Nothing).collect();
    let axes = Axes::of(study, &usual, metric);
    let name = tongue.say(METRICS[metric].zh, METRICS[metric].en);
    let _ = write!(page, "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{name}\">");
    draw_axes(page, study, &axes, tongue);
    for (kind, (colour, dash)) in study.kinds.iter().zip(LOOKS.iter().cycle()) {
        let own: Vec<(f64, Estimate)> = usual
            .iter()
            .filter(|line| line.kind == *kind)
            .map(|line| (axes.x(line.load), line.estimate(metric)))
            .collect();
        page.push_str("<polyline points=\"");
        own.iter().for_each(|(x, estimate)| {
            let _ = write!(page, "{x:.1},{:.1} ", axes.y(estimate.mean));
        });
        let _ = write!(page, "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>");
        for (x, estimate) in own {
            let (low, high) = (axes.y(estimate.mean - reach_of(estimate)), axes.y(estimate.mean + reach_of(estimate)));
            let words = format!("{}: {}", tongue.say(kind.zh(), kind.en()), written(estimate, &METRICS[metric]));
            let _ = write!(
                page,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{low:.1}\" y2=\"{high:.1}\" stroke=\"{colour}\"/>"
            );
            let at = axes.y(estimate.mean);
            let _ = write!(
                page,
                "<circle cx=\"{x:.1}\" cy=\"{at:.1}\" r=\"3\" fill=\"{colour}\"><title>{words}</title></circle>"
            );
        }
    }
    page.push_str("</svg>");
}

fn draw_axes(page: &mut String, study: &Study, axes: &Axes, tongue: Tongue) {
    for part in 0..=4 {
        let value = axes.top * f64::from(part) / 4.0;
        // as many decimals as the steps need
        let number = format!("{value:.3}");
        let number = number.trim_end_matches('0').trim_end_matches('.');
        let (at, beside) = (axes.y(value), LEFT - 6.0);
        let _ = write!(
            page,
            "<line x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"currentColor\" stroke-opacity=\".15\"/>"
        );
        let _ = write!(page, "<text x=\"{beside}\" y=\"{:.1}\" text-anchor=\"end\">{number}</text>", at + 4.0);
    }
    for load in &study.loads {
        let (at, below) = (axes.x(*load), HEIGHT - 14.0);
        let _ = write!(page, "<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{load}</text>");
    }
    let words = tongue.say("每人每天来单数", "orders per technician and day");
    let _ = write!(page, "<text x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">{words}</text>", HEIGHT - 2.0);
}

/// A round number that is not below.
fn step_above(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let scale = 10_f64.powf(value.log10().floor());
    [1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|step| step * scale)
        .find(|step| *step >= value)
        .unwrap_or(value)
}

/// The main assumptions as a reader is told them: what in Chinese and in English, and how much.
pub fn assumed(assumed: &Assumptions) -> Vec<(String, String, String)> {
    let share = |value: f64| format!("{:.0} %", value * 100.0);
    let minutes = |value: f64| format!("{value:.1} min");
    let delays = assumed.delays;
    let told = [
        ("急单占比", "emergencies", share(assumed.emergencies)),
        ("急单须在多久内上门", "an emergency is begun within", format!("{} min", assumed.emergency_minutes)),
        ("其余客户要当天的", "of the others, wanted today", share(assumed.today)),
        ("首次上门客户不在", "customer away at the first visit", share(assumed.away)),
        ("首次上门缺配件", "part missing at the first visit", share(assumed.part_missing)),
        ("需要二级技能", "needs the second level of a skill", share(assumed.second_level)),
        ("路况偏差（对数标准差）", "traffic, standard deviation of the logarithm", format!("{}", assumed.traffic)),
        (
            "排程时给时间窗留的余量",
            "slack that a plan leaves before a window closes",
            format!("{} min", assumed.slack_minutes),
        ),
        ("发到群里", "posted in the group after", minutes(delays.post)),
        ("空闲者应答（平均）", "answer of somebody free, mean", minutes(delays.answer_free)),
        ("干活者应答（平均）", "answer of somebody at work, mean", minutes(delays.answer_busy)),
        ("无人应答后打电话", "called by phone after", minutes(delays.call)),
        ("调度员处理一单", "a dispatcher handles an order in", minutes(delays.dispatcher)),
        ("调度员采纳推荐", "a dispatcher takes a recommendation in", minutes(delays.recommended)),
        ("自动派单", "by rule", minutes(delays.automatic)),
    ];
    let told = told.into_iter().map(|(zh, en, value)| (zh.to_string(), en.to_string(), value));
    let work = assumed.work.iter().map(|work| {
        let value = format!("{}, {:.0} min, σ {:.2}", share(work.share), work.minutes, work.spread);
        (work.zh.to_string(), work.en.to_string(), value)
    });
    told.chain(work).collect()
}

fn assumptions(page: &mut String, with: &Assumptions, tongue: Tongue) {
    let _ = write!(page, "<h2>{}</h2><div class=\"wide\"><table>", tongue.say("假设", "Assumptions"));
    for (zh, en, value) in assumed(with) {
        let _ = write!(page, "<tr><td>{}</td><td>{value}</td></tr>", escaped(tongue.say(&zh, &en)));
    }
    page.push_str("</table></div></html>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
