//! The child's side: loads the stages that it is told to and runs them on the articles that come.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use copydesk_stage::Manifest;

use super::codec::Names;
use super::message::{self, Orders, Ready, Task, ToChild};
use super::{frame, sandbox};
use crate::in_process::{self, InProcess, missing};

/// Serves as a child process: to be called by a program that [`Isolation`](super::Isolation) starts,
/// before it does anything else. Comes back when the program that started it has closed the connection.
///
/// The exit code says whether it was started as a child at all.
#[must_use]
pub fn serve() -> ExitCode {
    match Connection::open() {
        // The connection breaks when nobody wants answers any more.
        Ok(connection) => match connection.serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(_) => ExitCode::FAILURE,
    }
}

struct Connection {
    input: BufReader<UnixStream>,
    output: UnixStream,
    body: Vec<u8>,
    buffer: Vec<u8>,
}

type Broken<T> = Result<T, Box<dyn std::error::Error>>;

impl Connection {
    /// Takes the connection from standard input, where a stage could read or write by accident, to a
    /// place of its own.
    fn open() -> io::Result<Self> {
        // The end of the program is the end of its children, even of one that hangs in a stage.
        #[cfg(target_os = "linux")]
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        let output = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
        let input = BufReader::with_capacity(1 << 16, output.try_clone()?);
        Ok(Self { input, output, body: Vec::new(), buffer: Vec::new() })
    }

    fn serve(mut self) -> Broken<()> {
        let Some(ToChild::Orders(orders)) = self.receive(&Names::default())? else {
            return Ok(());
        };
        let mut walls = sandbox::close(orders.memory);
        let (manifests, mut stages, start_up) = match self.load(&orders) {
            Ok(loaded) => loaded,
            Err(reason) => {
                message::unable(&mut self.buffer, &reason);
                return self.send();
            }
        };
        sandbox::close_after_loading(&mut walls);
        message::ready(&mut self.buffer, &Ready { start_up, walls });
        self.send()?;

        let names = Names::of(manifests.iter().copied());
        while let Some(ToChild::Article(task)) = self.receive(&names)? {
            self.annotate(&manifests, &names, &mut stages, *task)?;
        }
        Ok(())
    }

    fn load(
        &mut self,
        orders: &Orders,
    ) -> Result<(Vec<&'static Manifest>, InProcess, Vec<std::time::Duration>), String> {
        let mut manifests: Vec<&'static Manifest> = Vec::new();
        for order in &orders.stages {
            let manifest = Manifest::parse(&order.manifest).map_err(|error| error.to_string())?;
            manifests.push(Box::leak(Box::new(manifest)));
        }
        // One after the other, so that the host knows whose code it was that ended the process.
        let (mut stages, mut start_up) = (Vec::new(), Vec::new());
        for (place, (order, manifest)) in orders.stages.iter().zip(&manifests).enumerate() {
            message::loading(&mut self.buffer, place);
            self.send().map_err(|error| error.to_string())?;
            let (stage, took) =
                in_process::load_one(order, manifest).map_err(|error| error.to_string())?;
            stages.push(stage);
            start_up.push(took);
        }
        let stages = InProcess::new(stages.into()).map_err(|error| error.to_string())?;
        Ok((manifests, stages, start_up))
    }

    /// Runs the stages that the task names, and sends what comes of each that can be run.
    fn annotate(
        &mut self,
        manifests: &[&'static Manifest],
        names: &Names,
        stages: &mut InProcess,
        task: Task,
    ) -> Broken<()> {
        let Task { first, without, mut document } = task;
        for (place, manifest) in manifests.iter().enumerate().skip(first) {
            if without.contains(&place) || missing(manifest, &document).is_some() {
                continue;
            }
            match stages.run(place, &document) {
                Ok(layers) => {
                    message::made(&mut self.buffer, names, place, &layers)?;
                    self.send()?;
                    for layer in layers {
                        document.insert(layer);
                    }
                }
                Err((kind, words)) => {
                    message::failed(&mut self.buffer, place, kind, &words);
                    self.send()?;
                }
            }
        }
        Ok(())
    }

    fn receive(&mut self, names: &Names) -> Broken<Option<ToChild>> {
        let kind = frame::read(&mut self.input, frame::MOST, &mut self.body)?;
        Ok(kind.map(|kind| ToChild::read(kind, &self.body, names)).transpose()?)
    }

    fn send(&mut self) -> Broken<()> {
        Ok(self.output.write_all(&self.buffer)?)
    }
}
