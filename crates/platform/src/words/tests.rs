use serde_json::json;

use super::*;

fn said(word: &str, facts: &Value) -> String {
    let file = json!({ "a.word": word }).to_string();
    Words::read([(Lang::En, file.as_str())]).unwrap().say(Lang::En, "a.word", facts.as_object().unwrap())
}

#[test]
fn a_text_has_the_form_that_fits_its_number() {
    let word = "{count} {count|visit is|visits are} not over";
    assert_eq!(said(word, &json!({ "count": 1 })), "1 visit is not over");
    assert_eq!(said(word, &json!({ "count": 0 })), "0 visits are not over");
    assert_eq!(said(word, &json!({ "count": 21 })), "21 visits are not over");
    assert_eq!(said(word, &json!({ "count": "1" })), "1 visit is not over");
    assert_eq!(said("{a} {a|cat|cats}, {b} {b|dog|dogs}", &json!({ "a": 2, "b": 1 })), "2 cats, 1 dog");
}

#[test]
fn what_a_fact_says_is_not_filled_in_again_and_what_is_unknown_stays() {
    assert_eq!(said("{name}: {count}", &json!({ "name": "{count}", "count": 3 })), "{count}: 3");
    assert_eq!(said("{other} {other|x|y} {", &json!({})), "{other} {other|x|y} {");
    assert_eq!(Words::default().say(Lang::Zh, "no.word", &Map::new()), "no.word");
}
