//! `copydesk man`: the manual page, made from the command line's own definition.

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::cli::Arguments;
use crate::failure::{Failure, Outcome};
use crate::output::file::Output;

/// Prints one page: the program, and under a heading of its own each of its commands.
pub fn print() -> Result<Outcome, Failure> {
    let mut program = Arguments::command();
    // Now each command knows what it is called in full.
    program.build();
    let page = page(&program).expect("memory can be written to");
    let mut output = Output::open(None)?;
    output.write(&page)?;
    output.finish()?;
    Ok(Outcome::Done)
}

fn page(program: &Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let man = Man::new(program.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    commands(program, &mut page)?;
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// The commands below this one, each with its options.
fn commands(of: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    for command in of.get_subcommands().filter(|command| !command.is_hide_set()) {
        if command.get_name() == "help" {
            continue;
        }
        let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
        page.extend_from_slice(format!(".SH \"{name}\"\n").as_bytes());
        let man = Man::new(command.clone());
        let mut parts = Vec::new();
        man.render_description_section(&mut parts)?;
        man.render_synopsis_section(&mut parts)?;
        if command.has_subcommands() {
            page.extend(without_headings(&parts));
            commands(command, page)?;
            continue;
        }
        man.render_options_section(&mut parts)?;
        man.render_extra_section(&mut parts)?;
        page.extend(without_headings(&parts));
    }
    Ok(())
}

/// The parts of a command's own page without their headings, to stand under the command's.
fn without_headings(parts: &[u8]) -> Vec<u8> {
    let lines = parts.split_inclusive(|&byte| byte == b'\n');
    let plain = |line| if <[u8]>::starts_with(line, b".SH") { b".PP\n" } else { line };
    lines.flat_map(plain).copied().collect()
}
