//! `fieldloop plan` without the rest of the program, for measurements: `plan --in FILE (--out FILE [--seconds N] [--seed N] [--threads N] | --check FILE)`.

use std::process::ExitCode;

use planner::files::Input;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let given = |flag: &str| words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
    let number = |flag: &str, usual: f64| given(flag).and_then(|word| word.parse().ok()).unwrap_or(usual);
    match run(given("--in"), given("--out"), given("--check"), &number) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(
    input: Option<&String>,
    out: Option<&String>,
    check: Option<&String>,
    number: &dyn Fn(&str, f64) -> f64,
) -> Result<String, String> {
    let read = |path: &String| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let input = Input::read(&read(input.ok_or("--in is missing")?)?)?;
    if let Some(plan) = check {
        return input.check(&read(plan)?).map_err(|faults| faults.join("\n"));
    }
    let how = Search::new(Budget::seconds(number("--seconds", 10.0)), number("--seed", 1.0) as u64).threads(number(
        "--threads",
        1.0,
    )
        as usize);
    let began = std::time::Instant::now();
    let first = std::sync::OnceLock::new();
    let planned = input.plan(&how, &|_| {
        first.get_or_init(|| began.elapsed());
        true
    });
    std::fs::write(out.ok_or("--out is missing")?, planned.text).map_err(|error| error.to_string())?;
    Ok(format!(
        "{}, first plan after {:.3} s",
        planned.summary,
        first.get().map_or(0.0, std::time::Duration::as_secs_f64)
    ))
}
