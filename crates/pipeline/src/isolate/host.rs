//! The program's side: starts children, asks them, and finds out what killed one.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child as Process, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use copydesk_document::{Document, ProblemKind};
use copydesk_stage::{Collector, Manifest, Refusal};
use rustix::process::Signal;
use wait4::{ResUse, Wait4};

use super::codec::{self, Malformed, Names, Unusable};
use super::frame::{self, FrameError};
use super::message::{self, Orders, Ready, ToProgram};
use super::{Isolation, Walls};
use crate::Error;
use crate::in_process::{Outcome, StageOrder};

/// The least time that a child has to load a stage.
const LEAST_TO_LOAD: Duration = Duration::from_secs(30);

/// What all children of a pipeline are started from.
#[derive(Debug)]
pub(crate) struct Children {
    isolation: Isolation,
    orders: Orders,
    manifests: Vec<&'static Manifest>,
    names: Names,
    /// The layers that some stage sees.
    visible: BTreeSet<&'static str>,
    /// What the first child reported.
    pub ready: Ready,
    /// The first child, for the first worker.
    spare: Mutex<Option<Child>>,
}

impl Children {
    /// Starts the first child, so that a stage that cannot be loaded is known at once.
    pub(crate) fn new(
        isolation: Isolation,
        stages: Vec<StageOrder>,
        manifests: Vec<&'static Manifest>,
    ) -> Result<Self, Error> {
        let names = Names::of(manifests.iter().copied());
        let visible = manifests.iter().flat_map(|manifest| manifest.visible()).collect();
        let orders = Orders { stages, memory: isolation.memory };
        let ready = Ready { start_up: Vec::new(), walls: Walls::default() };
        let spare = Mutex::default();
        let mut children = Self { isolation, orders, manifests, names, visible, ready, spare };
        let (child, ready) = children.start()?;
        children.ready = ready;
        *children.spare.get_mut().unwrap_or_else(PoisonError::into_inner) = Some(child);
        Ok(children)
    }

    /// Starts a child and waits until it has loaded everything.
    fn start(&self) -> Result<(Child, Ready), Error> {
        let fail = |error: &dyn fmt::Display| {
            Error::Isolate(format!("a child process for the stages could not be started: {error}"))
        };
        let mut child = Child::spawn(&self.isolation).map_err(|error| fail(&error))?;
        let mut buffer = Vec::new();
        message::orders(&mut buffer, &self.orders).map_err(|error| fail(&error))?;
        let mut loading = None;
        let patience = self.isolation.deadline.max(LEAST_TO_LOAD);
        let trouble = 'told: {
            if let Err(trouble) = child.send(&buffer, patience) {
                break 'told trouble;
            }
            loop {
                let kind = match child.receive(frame::MOST, &mut buffer, patience) {
                    Ok(kind) => kind,
                    Err(trouble) => break 'told trouble,
                };
                match ToProgram::read(kind, &buffer) {
                    Ok(ToProgram::Loading(place)) => loading = self.manifests.get(place),
                    Ok(ToProgram::Ready(ready)) => return Ok((child, ready)),
                    Ok(ToProgram::Unable(reason)) => return Err(Error::Isolate(reason.to_owned())),
                    Ok(_) => {
                        break 'told Trouble::Garbled("an answer that nobody asked for".to_owned());
                    }
                    Err(malformed) => break 'told malformed.into(),
                }
            }
        };
        let cause = child.bury(trouble, self.isolation.memory, patience);
        Err(match loading {
            Some(manifest) => Error::Create {
                stage: manifest.name.clone(),
                message: format!("its child process {cause}"),
            },
            None => fail(&format_args!("it {cause}")),
        })
    }

    fn take_spare(&self) -> Option<Child> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A worker's child, and the article that it is at.
#[derive(Debug)]
pub(crate) struct Isolated {
    children: Arc<Children>,
    child: Option<Child>,
    /// The child has the article and will answer for each stage that can be run.
    under_way: bool,
    buffer: Vec<u8>,
}

impl Isolated {
    /// Starts a child for a worker.
    pub(crate) fn new(children: Arc<Children>) -> Result<Self, Error> {
        let child = match children.take_spare() {
            Some(child) => child,
            None => children.start()?.0,
        };
        Ok(Self { children, child: Some(child), under_way: false, buffer: Vec::new() })
    }

    /// The child's process number.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.as_ref().and_then(|child| child.process.as_ref()).map(Process::id)
    }

    /// What comes next is about another article, or not among what the child was asked for; it has
    /// answered everything that it was.
    pub(crate) fn start_anew(&mut self) {
        self.under_way = false;
    }

    /// Runs the stage of this place. All stages that can be run on an article are to be run in their
    /// order, those at `without` left out, after [`next_article`](Self::start_anew).
    pub(crate) fn run(&mut self, place: usize, document: &Document, without: &[usize]) -> Outcome {
        loop {
            let mut child = match self.child.take() {
                Some(child) => child,
                None => match self.children.start() {
                    Ok((child, _)) => child,
                    Err(error) => return Err((ProblemKind::Crashed, error.to_string())),
                },
            };
            match self.ask(&mut child, place, document, without) {
                Ok(outcome) => {
                    self.child = Some(child);
                    return outcome;
                }
                Err(trouble) => {
                    self.under_way = false;
                    let Isolation { memory, deadline, .. } = self.children.isolation;
                    let had_others = child.articles > 1;
                    let cause = child.bury(trouble, memory, deadline);
                    if !had_others || matches!(cause, Cause::Deadline(_)) {
                        return Err((cause.kind(), cause.to_string()));
                    }
                }
            }
        }
    }

    /// Sends the article if the child does not have it, and takes the answer for one stage.
    fn ask(
        &mut self,
        child: &mut Child,
        place: usize,
        document: &Document,
        without: &[usize],
    ) -> Result<Outcome, Trouble> {
        let Children { names, visible, manifests, isolation, .. } = &*self.children;
        let buffer = &mut self.buffer;
        if !self.under_way {
            let wanted = |layer: &str| visible.contains(layer);
            message::article(buffer, names, place, without, document, wanted)
                .map_err(Trouble::of_frame)?;
            child.articles += 1;
            child.send(buffer, isolation.deadline)?;
            self.under_way = true;
        }
        let most = frame::MOST.min((64 << 20) + 1024 * document.text().len());
        let kind = child.receive(most, buffer, isolation.deadline)?;
        match ToProgram::read(kind, buffer)? {
            ToProgram::Made(at, records) if at == place => {
                let mut collector = Collector::new(manifests[place], document);
                codec::take_records(records, names, &mut collector, |number| number)?;
                Ok(Ok(collector.into_layers(document)?))
            }
            ToProgram::Failed(at, kind, words) if at == place => Ok(Err((kind, words.to_owned()))),
            _ => Err(Trouble::Garbled("an answer that nobody asked for".to_owned())),
        }
    }
}

/// A child process and the connection to it.
#[derive(Debug)]
struct Child {
    process: Option<Process>,
    connection: BufReader<Timed>,
    /// How many articles it has been sent.
    articles: u64,
    /// The most memory that this process had when the child was started: the system counts it as the
    /// child's.
    inherited: u64,
}

impl Child {
    fn spawn(isolation: &Isolation) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        let inherited = peak_memory().unwrap_or(0);
        let mut command = Command::new(&isolation.program);
        command.args(&isolation.arguments).arg0("copydesk");
        command.stdin(Stdio::from(OwnedFd::from(theirs)));
        // What a stage prints must not land in the output.
        command.stdout(Stdio::from(io::stderr().as_fd().try_clone_to_owned()?));
        let process = Some(command.spawn()?);
        let timed = Timed { stream: ours, until: Instant::now() };
        let connection = BufReader::with_capacity(1 << 16, timed);
        Ok(Self { process, connection, articles: 0, inherited })
    }

    fn send(&mut self, bytes: &[u8], patience: Duration) -> Result<(), Trouble> {
        let stream = &mut self.connection.get_mut().stream;
        let sent = stream.set_write_timeout(Some(patience)).and_then(|()| stream.write_all(bytes));
        sent.map_err(|error| Trouble::of_frame(FrameError::Io(error)))
    }

    fn receive(
        &mut self,
        most: usize,
        body: &mut Vec<u8>,
        patience: Duration,
    ) -> Result<u8, Trouble> {
        self.connection.get_mut().until = Instant::now() + patience;
        match frame::read(&mut self.connection, most, body) {
            Ok(Some(kind)) => Ok(kind),
            Ok(None) => Err(Trouble::Gone),
            Err(error) => Err(Trouble::of_frame(error)),
        }
    }

    /// Ends the process, if it has not ended by itself, and says what it died of.
    fn bury(mut self, trouble: Trouble, memory: u64, deadline: Duration) -> Cause {
        let Some(mut process) = self.process.take() else {
            return Cause::Garbled("was gone already".to_owned());
        };
        let ended = match trouble {
            Trouble::Gone => wait_a_moment(&mut process),
            Trouble::Deadline | Trouble::Garbled(_) | Trouble::Refused(_) => None,
        };
        let Some(ended) = ended else {
            let _ = process.kill();
            let _ = process.wait();
            return match trouble {
                Trouble::Deadline => Cause::Deadline(deadline),
                Trouble::Gone => Cause::Garbled("closed its connection".to_owned()),
                Trouble::Garbled(what) => Cause::Garbled(format!("sent {what}")),
                Trouble::Refused(refusal) => Cause::Refused(refusal),
            };
        };
        // Near the limit the next piece is refused, and few programs survive that. That this process
        // had more than that itself when it started the child, and hides what the child had, is rare.
        let full = ended.rusage.maxrss >= memory / 8 * 7 && ended.rusage.maxrss > self.inherited;
        let how = match (ended.status.signal(), ended.status.code()) {
            (Some(signal), _) => Ended::Signal(signal),
            (None, code) => Ended::Code(code.unwrap_or(0)),
        };
        if full { Cause::Memory { limit: memory, how } } else { Cause::Ended(how) }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The process's end, if it comes within a second. A process that has closed its connection and
/// lives on is no use either.
fn wait_a_moment(process: &mut Process) -> Option<ResUse> {
    let until = Instant::now() + Duration::from_secs(1);
    loop {
        match process.try_wait4() {
            Ok(Some(ended)) => return Some(ended),
            Ok(None) if Instant::now() < until => {
                std::thread::sleep(Duration::from_micros(200));
            }
            Ok(None) | Err(_) => return None,
        }
    }
}

/// The most memory that this process has had so far, in bytes, where the system says.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// A connection whose reads fail when nothing has come by a certain time.
#[derive(Debug)]
struct Timed {
    stream: UnixStream,
    until: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer)
    }
}

/// Why no answer came.
#[derive(Debug)]
enum Trouble {
    /// The connection is closed, mostly because the process has died.
    Gone,
    /// Nothing came in time.
    Deadline,
    /// What came is no answer.
    Garbled(String),
    /// What came breaks the manifest, and yet the child had taken it.
    Refused(Refusal),
}

impl Trouble {
    fn of_frame(error: FrameError) -> Self {
        match error {
            FrameError::Io(error)
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) =>
            {
                Self::Deadline
            }
            FrameError::Io(_) | FrameError::CutOff => Self::Gone,
            FrameError::TooLong { .. } => Self::Garbled(error.to_string()),
        }
    }
}

impl From<Malformed> for Trouble {
    fn from(malformed: Malformed) -> Self {
        Self::Garbled(malformed.to_string())
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Unusable> for Trouble {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Malformed(malformed) => malformed.into(),
            Unusable::Refused(refusal) => refusal.into(),
        }
    }
}

/// What a child died of, in words that follow "it".
#[derive(Debug)]
enum Cause {
    Ended(Ended),
    Memory { limit: u64, how: Ended },
    Deadline(Duration),
    Garbled(String),
    Refused(Refusal),
}

#[derive(Debug)]
enum Ended {
    Signal(i32),
    Code(i32),
}

impl Cause {
    fn kind(&self) -> ProblemKind {
        match self {
            Self::Ended(_) | Self::Memory { .. } | Self::Garbled(_) => ProblemKind::Crashed,
            Self::Deadline(_) => ProblemKind::Overdue,
            Self::Refused(_) => ProblemKind::Refused,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(how) => how.fmt(f),
            Self::Memory { limit, how } => {
                write!(f, "was over its memory limit of {} MB and {how}", limit >> 20)
            }
            Self::Deadline(deadline) => {
                write!(f, "gave no answer within {} s", deadline.as_secs_f64())
            }
            Self::Garbled(what) => f.write_str(what),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "ended its process with exit code {code}"),
            Self::Signal(number) => {
                let known = SIGNALS.iter().find(|(signal, ..)| signal.as_raw() == *number);
                match known {
                    Some((_, name, "")) => write!(f, "died of {name}"),
                    Some((_, name, meaning)) => write!(f, "died of {name} ({meaning})"),
                    None => write!(f, "died of signal {number}"),
                }
            }
        }
    }
}

/// The signals that a process dies of, by name and meaning.
const SIGNALS: [(Signal, &str, &str); 11] = [
    (Signal::SEGV, "SIGSEGV", "a bad memory access, or a stack too deep"),
    (Signal::ABORT, "SIGABRT", "it gave up by itself"),
    (Signal::BUS, "SIGBUS", "a bad memory access"),
    (Signal::FPE, "SIGFPE", "an impossible division"),
    (Signal::ILL, "SIGILL", "an instruction that this processor lacks, or a trap"),
    (Signal::TRAP, "SIGTRAP", "a trap"),
    (Signal::KILL, "SIGKILL", "somebody killed it, or the system ran out of memory"),
    (Signal::TERM, "SIGTERM", ""),
    (Signal::INT, "SIGINT", ""),
    (Signal::PIPE, "SIGPIPE", ""),
    (Signal::SYS, "SIGSYS", "a system call that it may not make"),
];
