//! `/docs/errors`: every stable code with its words in both languages; what the `type` of a problem points at.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::response::Html;
use html_escape::encode_text;
use kernel::Lang;
use platform::words::Words;
use serde_json::Map;

const HEAD: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>Fieldloop · 错误代码 Error codes</title><style>body{font:15px/1.6 system-ui,'PingFang SC','Noto Sans SC',sans-serif;margin:2rem auto;\
max-width:60rem;padding:0 1rem;color:#1f2933;background:#fff}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d9e0e6;\
padding:.4rem .6rem;text-align:left;vertical-align:top}code{white-space:nowrap}tr:target{background:#e3f2ef}\
@media(prefers-color-scheme:dark){body{color:#e4e9ed;background:#14191d}td,th{border-color:#333d45}tr:target{background:#173a36}}</style>\
<h1>错误代码 · Error codes</h1><p>被拒绝的请求以 <code>application/problem+json</code> 回答，其中 <code>code</code> 不会改变；花括号里的内容随情况填入。\
<br>A refused request is answered with <code>application/problem+json</code>; its <code>code</code> never changes, and what stands in braces is filled in.\
</p><table><tr><th>code</th><th>中文</th><th>English</th></tr>";

/// The page, made once.
pub fn page(words: &Words) -> Html<String> {
    let codes: BTreeSet<&str> = words.keys(Lang::Zh).filter(|key| is_of_a_problem(key)).collect();
    let mut page = String::from(HEAD);
    for key in codes {
        let code = key.strip_prefix("error.").unwrap_or(key);
        let said = |lang| encode_text(&words.say(lang, key, &Map::new())).into_owned();
        // writing to a string cannot fail
        let _ = write!(
            page,
            "<tr id=\"{code}\"><td><code>{code}</code></td><td>{}</td><td>{}</td></tr>",
            said(Lang::Zh),
            said(Lang::En)
        );
    }
    page.push_str("</table></html>");
    Html(page)
}

fn is_of_a_problem(key: &str) -> bool {
    ["error.", "field.", "idempotency.", "import."].iter().any(|beginning| key.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_an_anchor_with_both_languages() {
        let page = page(&business::words::words().unwrap()).0;
        let at = page.find("<tr id=\"dispatch.double_booking\">").unwrap();
        let row = &page[at..page[at..].find("</tr>").unwrap() + at];
        assert!(row.contains("师傅") && row.chars().filter(char::is_ascii_alphabetic).count() > 40, "{row}");
    }
}
