//! The `copydesk` program: articles in, entities, quotes, claims and summaries out.
//!
//! The folders are the flow: [`intake`] turns files into documents, the stages of
//! `copydesk_pipeline` annotate them, [`output`] turns documents into bytes, and [`commands`] says
//! which of that a user asked for. No analysis is done here; stages are loaded.

mod cli;
mod commands;
mod compare;
mod eval;
mod exclusive;
mod failure;
mod intake;
mod interrupt;
mod lockfile;
mod output;
mod plural;
mod report;
mod safeguards;
mod settings;
mod snapshot;
mod store;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let command = cli::Arguments::parse().command;
    let json_log = matches!(&command, cli::Command::Run(arguments) if arguments.json_log);
    let outcome = match command {
        cli::Command::Run(arguments) => commands::run::run(&arguments),
        cli::Command::Show(arguments) => commands::show::show(&arguments),
        cli::Command::Plugins(arguments) => commands::plugin::list::list(&arguments),
        cli::Command::Plugin(command) => match command {
            cli::PluginCommand::List(arguments) => commands::plugin::list::list(&arguments),
            cli::PluginCommand::Lock(arguments) => commands::plugin::lock::lock(&arguments),
            cli::PluginCommand::New(arguments) => commands::plugin::new::new(&arguments),
            cli::PluginCommand::Check(arguments) => commands::plugin::check::check(&arguments),
        },
        cli::Command::Eval(arguments) => commands::eval::eval(&arguments),
        cli::Command::Train(arguments) => commands::train::train(&arguments),
        cli::Command::Compare(arguments) => commands::compare::compare(&arguments),
        cli::Command::Snapshot(arguments) => commands::snapshot::snapshot(&arguments),
        cli::Command::Schema => commands::schema::print(),
        cli::Command::Completions { shell } => commands::completions::print(shell),
        cli::Command::Man => commands::man::print(),
        cli::Command::StageChild => return copydesk_pipeline::isolate::serve(),
        cli::Command::Claims(arguments) => commands::claims::claims(&arguments),
        cli::Command::Report(arguments) => commands::report::report(&arguments),
        cli::Command::Export(format) => commands::export::export(&format),
    };
    // The one place where a failure becomes words and an exit code.
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            if json_log {
                commands::run::events::Event::error(&failure.to_string()).print();
            } else {
                anstream::eprintln!("{}error:{} {failure}", failure::RED, failure::PLAIN);
            }
            if let Some(signal) = failure.signal() {
                interrupt::die_of(signal);
            }
            ExitCode::from(failure::COULD_NOT_RUN)
        }
    }
}
