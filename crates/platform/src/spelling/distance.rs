//! Edit distance with transpositions, cut off early.

/// The least number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment) that turn `a` into `b`, or `None`
/// where it takes more than `max`.
pub fn edits_within(a: &str, b: &str, max: u8) -> Option<u8> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > usize::from(max) {
        return None;
    }
    let mut before_last: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut now = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            now[j] = replaced.min(last[j] + 1).min(now[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                now[j] = now[j].min(before_last[j - 2] + 1);
            }
        }
        // a row and the one before it above the limit can only grow
        if now.iter().chain(&last).all(|edits| *edits > usize::from(max)) {
            return None;
        }
        before_last = std::mem::replace(&mut last, now);
    }
    u8::try_from(last[b.len()]).ok().filter(|edits| *edits <= max)
}
