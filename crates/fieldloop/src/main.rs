//! Fieldloop: one program that serves the API and the web apps, and the commands around it.

mod commands;
mod demo;
mod errors_page;
mod place;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Requests allocate a great many small strings: in a profile, about an eighth of the time of a read went into the usual allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Field service, from the sale to the last repair, in one program.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the web apps; makes what it needs at the first start.
    Serve(commands::serve::Serve),
    /// Write the API's description (OpenAPI 3.1) to standard output.
    Openapi,
    /// Write everything into one archive, while the program serves.
    Backup(commands::backup::Backup),
    /// Restore an archive into a new folder or an empty database, on either engine.
    Restore(commands::restore::Restore),
    /// Play the demo company's story, told as it happens.
    Demo(commands::demo::Demo),
    /// Take in a table from elsewhere: repairs, orders, customers, assets, products, users.
    Import(commands::import::Import),
    /// Plan a day of technicians or a routing instance from a file, or check a plan.
    Plan(commands::plan::Plan),
    /// Read a map of roads for travel times by road.
    Roads(commands::roads::Command),
    /// Compare ways to dispatch over played weeks.
    Simulate(commands::simulate::Simulate),
    /// Companies and passwords, for whoever runs the machine.
    Admin(commands::admin::Admin),
}

/// The steps of a long deed, not optimised, need more than the 2 MB that a thread has otherwise.
const STACK_BYTES: usize = 8 << 20;

fn main() -> ExitCode {
    let line = Line::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads())
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return told(&kernel::Error::Unavailable(error.to_string())),
    };
    let done = match line.command {
        Command::Serve(serve) => runtime.block_on(commands::serve::run(serve)),
        Command::Openapi => commands::openapi::run(),
        Command::Backup(backup) => runtime.block_on(commands::backup::run(backup)),
        Command::Restore(restore) => runtime.block_on(commands::restore::run(restore)),
        Command::Demo(demo) => runtime.block_on(commands::demo::run(demo)),
        Command::Import(import) => runtime.block_on(commands::import::run(import)),
        Command::Plan(plan) => runtime.block_on(commands::plan::run(plan)),
        Command::Roads(command) => commands::roads::run(command),
        Command::Simulate(simulate) => commands::simulate::run(simulate),
        Command::Admin(admin) => runtime.block_on(commands::admin::run(admin)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => told(&error),
    }
}

/// The embedded database answers where it is asked (decisions/0005), so a thread may be busy with a long answer: there are more of
/// them than cores, so that the others go on.
fn threads() -> usize {
    let asked = std::env::var("TOKIO_WORKER_THREADS").ok().and_then(|count| count.parse().ok());
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(4, |cores| (cores.get() * 2).max(4)))
}

/// Every route of the program: the business's, and the demo company's map.
fn routes() -> platform::http::Routes {
    let mut routes = business::routes();
    demo::map::routes(&mut routes);
    routes
}

/// Says on standard error what went wrong, in words where there are some.
fn told(error: &kernel::Error) -> ExitCode {
    let words = business::words::words().unwrap_or_default();
    let key = format!("error.{}", error.code());
    if let kernel::Error::Invalid(fields) = error {
        for field in fields {
            eprintln!("fieldloop: {}: {}", field.path, words.say(kernel::Lang::En, field.code, &field.facts));
        }
    } else if words.has(kernel::Lang::En, &key) {
        let facts = match error {
            kernel::Error::Refused { facts, .. } => facts.clone(),
            _ => serde_json::Map::new(),
        };
        eprintln!("fieldloop: {} ({error})", words.say(kernel::Lang::En, &key, &facts));
    } else {
        eprintln!("fieldloop: {error}");
    }
    ExitCode::FAILURE
}
