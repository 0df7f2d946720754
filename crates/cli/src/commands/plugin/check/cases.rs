//! What a stage must do: one case each, run in a process of its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use copydesk_document::{Document, Layer};
use copydesk_pipeline::probe::{Fault, Observed, Probe, Seat};
use copydesk_stage::{ConfigType, Refusal};
use serde_json::{Map, Value};

use super::bench::{Bench, Finding, Verdict, outcome};
use super::system;
use super::texts::{self, Text};

/// Something that a stage must do.
pub struct Case {
    /// By what it is called.
    pub name: &'static str,
    /// What is expected, for people.
    pub expected: &'static str,
    /// How many times the usual deadline it may take.
    pub patience: u32,
    /// How often it is run when it matters that processes differ.
    pub repeats: Repeats,
    run: fn(&Bench) -> Result<Verdict, Finding>,
}

/// Why a case is run in more than one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// It is run once.
    Once,
    /// It is a measurement of time: the best of a few runs counts, as others only had more company.
    UntilPassed(u32),
    /// Every process must come to the same.
    Same(u32),
}

impl Case {
    /// Runs the case in this process.
    pub fn run(&self, bench: &Bench) -> Result<Verdict, Finding> {
        (self.run)(bench)
    }
}

const fn case(
    name: &'static str,
    expected: &'static str,
    run: fn(&Bench) -> Result<Verdict, Finding>,
) -> Case {
    Case { name, expected, patience: 1, repeats: Repeats::Once, run }
}

/// The cases in the order in which they are run: what others rest on first.
pub const CASES: [Case; 21] = [
    case(
        "load",
        "the table is as the header has it, the manifest in it is the file's, and create and open succeed",
        load,
    ),
    Case {
        repeats: Repeats::UntilPassed(5),
        ..case("start-up", "loaded and created within 100 ms of one core", start_up)
    },
    case("plain", "an ordinary article is annotated", |bench| texts_pass(bench, texts::plain())),
    case("empty", "an article with nothing in it is annotated", |bench| {
        texts_pass(bench, texts::empty())
    }),
    Case {
        patience: 3,
        ..case("large", "1 MB of news is annotated", |bench| texts_pass(bench, texts::large()))
    },
    Case {
        patience: 3,
        ..case("one-line", "1 MB without an end of line, sentence or word is annotated", |bench| {
            texts_pass(bench, texts::one_line())
        })
    },
    case("emoji", "emoji are characters like others", |bench| texts_pass(bench, texts::emoji())),
    case(
        "combining",
        "letters with combining marks, and other scripts, are characters like others",
        |bench| texts_pass(bench, texts::combining()),
    ),
    case("crlf", "lines end in CRLF, CR or otherwise", |bench| texts_pass(bench, texts::crlf())),
    case("nul", "NUL and control characters are characters like others", |bench| {
        texts_pass(bench, texts::nul())
    }),
    case(
        "spans",
        "every span is inside the text and ends on the boundaries of characters",
        |bench| refusals(bench, Sort::Span),
    ),
    case(
        "declared",
        "only layers, labels, attributes and links that the manifest declares are emitted, and of the declared kinds",
        |bench| refusals(bench, Sort::Undeclared),
    ),
    case(
        "records",
        "records are well-formed, finite, of a sensible number, and link to what is there",
        |bench| refusals(bench, Sort::Record),
    ),
    case("refusal", "after a refused record the stage returns and emits no more", refusal),
    case(
        "optional",
        "it works without its optional layers, and where the required ones are empty",
        optional,
    ),
    case(
        "settings",
        "it starts and works with the least, the greatest and each named value of every key",
        settings,
    ),
    Case {
        repeats: Repeats::Same(2),
        ..case(
            "repeat",
            "the same article gives the same layers whatever came before, in a second instance, and in a second process",
            repeat,
        )
    },
    Case {
        patience: 2,
        ..case("many-threads", "four workers at once find what one finds", many_threads)
    },
    case("own-threads", "process starts no threads", own_threads),
    Case { patience: 6, ..case("memory", "memory stays flat over 10,000 articles", memory) },
    case("examples", "the manifest's own examples come out as it says", examples),
];

fn load(bench: &Bench) -> Result<Verdict, Finding> {
    let probe = bench.probe()?;
    drop(bench.seat(&probe)?);
    Ok(Verdict::pass())
}

/// "Loads under 100 ms" in CPU time, so that others on the machine do not count.
fn start_up(bench: &Bench) -> Result<Verdict, Finding> {
    const MOST: Duration = Duration::from_millis(100);
    let (started, before) = (Instant::now(), system::cpu_time());
    let probe = bench.probe()?;
    let spent = match (before, system::cpu_time()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    drop(probe);
    let measured = format!("{:.1} ms", spent.as_secs_f64() * 1e3);
    if spent > MOST {
        return Err(Finding::new(
            "no article",
            "at most 100 ms",
            format!("{measured} at best; load what is large at compile time or on first use"),
        ));
    }
    Ok(Verdict::note(measured))
}

fn texts_pass(bench: &Bench, texts: Vec<Text>) -> Result<Verdict, Finding> {
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    for text in texts {
        let document = bench.document(&text);
        if let Err(fault) = seat.process(&document).result {
            return Err(Finding::on(&text, "layers", fault));
        }
    }
    Ok(Verdict::pass())
}

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Span,
    Undeclared,
    Record,
}

fn sort(refusal: &Refusal) -> Sort {
    match refusal {
        Refusal::Span { .. } => Sort::Span,
        Refusal::UndeclaredLayer { .. }
        | Refusal::UndeclaredLabel { .. }
        | Refusal::UndeclaredAttr { .. }
        | Refusal::UndeclaredLink { .. }
        | Refusal::UnknownAttrKind { .. }
        | Refusal::WrongAttrKind { .. }
        | Refusal::Repeated { .. } => Sort::Undeclared,
        _ => Sort::Record,
    }
}

/// Runs over all small texts and looks for refusals of one sort. What else goes wrong is other cases'
/// to report.
fn refusals(bench: &Bench, wanted: Sort) -> Result<Verdict, Finding> {
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    for text in bench.all_small() {
        if let Err(Fault::Refused(refusal)) = seat.process(&bench.document(&text)).result
            && sort(&refusal) == wanted
        {
            return Err(Finding::on(&text, "records that the host takes", Fault::Refused(refusal)));
        }
    }
    Ok(Verdict::pass())
}

fn refusal(bench: &Bench) -> Result<Verdict, Finding> {
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    let mut refused = false;
    for text in bench.all_small() {
        let Observed { result, after_refusal } = seat.process_refusing(&bench.document(&text));
        refused |= matches!(result, Err(Fault::Refused(_)));
        if after_refusal > 0 {
            let found = format!("{after_refusal} more records after one that was refused");
            return Err(Finding::on(&text, "a return from process once emit has given 0", found));
        }
    }
    Ok(if refused {
        Verdict::pass()
    } else {
        Verdict::note("it emits nothing on the check's articles")
    })
}

fn optional(bench: &Bench) -> Result<Verdict, Finding> {
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    let manifest = probe.manifest();
    for text in bench.all_small() {
        let whole = bench.document(&text);
        let mut without = whole.clone();
        for layer in &manifest.optional {
            without.remove(layer);
        }
        without.drop_dangling_links();
        let mut empty = bench.bare(&text);
        for layer in &manifest.requires {
            empty.insert(Layer::new(layer.clone(), Vec::new()));
        }
        for (document, how) in [
            (without, "without its optional layers"),
            (empty, "with nothing in the layers that it requires"),
        ] {
            if let Err(fault) = seat.process(&document).result {
                return Err(Finding::on(&text, "layers", format!("{how}: {fault}")));
            }
        }
    }
    Ok(Verdict::pass())
}

fn settings(bench: &Bench) -> Result<Verdict, Finding> {
    let documents: Vec<_> =
        texts::plain().into_iter().map(|text| (bench.document(&text), text)).collect();
    let mut tried = 0;
    for (key, spec) in &bench.library.manifest.config {
        let number = |bound: f64| match spec.kind {
            ConfigType::Integer => Value::from(bound as i64),
            _ => Value::from(bound),
        };
        let mut values: Vec<_> =
            [spec.minimum, spec.maximum].into_iter().flatten().map(number).collect();
        values.extend(spec.values.iter().cloned().map(Value::String));
        match spec.kind {
            ConfigType::Boolean => values.extend([Value::Bool(false), Value::Bool(true)]),
            ConfigType::Texts => values.push(Value::Array(Vec::new())),
            ConfigType::Table => values.push(Value::Object(Map::new())),
            ConfigType::Text | ConfigType::File | ConfigType::Integer | ConfigType::Number => {}
        }
        for value in values {
            tried += 1;
            let mut config = bench.config.clone();
            let said = format!("--set {}.{key}={value}", bench.library.manifest.name);
            config.insert(key.clone(), value);
            bench.at(&said);
            let probe = Probe::new(&bench.library, &config)
                .map_err(|error| Finding::new(&said, "it starts", error))?;
            let mut seat = bench.seat(&probe)?;
            for (document, text) in &documents {
                if let Err(fault) = seat.process(document).result {
                    return Err(Finding::on(text, "layers", format!("with {said}: {fault}")));
                }
            }
        }
    }
    Ok(if tried == 0 {
        Verdict::note("nothing to try")
    } else {
        Verdict::note(format!("tried {tried}"))
    })
}

fn repeat(bench: &Bench) -> Result<Verdict, Finding> {
    let (probe, other) = (bench.probe()?, bench.probe()?);
    let (mut seat, mut second) = (bench.seat(&probe)?, bench.seat(&other)?);
    let between = bench.documents(bench.all_small());
    let subjects = bench.documents(
        [texts::plain(), texts::emoji(), texts::crlf(), texts::many(4), bench.examples()].concat(),
    );
    let mut digest = 0;
    for (text, a) in &subjects {
        bench.at(&text.name);
        let first = seat.process(a).result;
        if second.process(a).result != first {
            return Err(Finding::on(
                text,
                "the same layers",
                "a second instance of the stage gave others; a map that is walked in its own order, or an address, does that",
            ));
        }
        for (_, b) in between.iter().chain(&subjects) {
            let _ = seat.process(b);
        }
        let again = seat.process(a).result;
        if again != first {
            return Err(Finding::on(
                text,
                "the same layers as at first",
                format!(
                    "others after {} other articles: {}",
                    between.len() + subjects.len(),
                    difference(&first, &again)
                ),
            ));
        }
        digest = outcome(digest, &first);
    }
    // One article between, so that what only the very last article changes is seen too.
    for (text, a) in [subjects.first(), subjects.last()].into_iter().flatten() {
        let first = second.process(a).result;
        for (before, b) in &between {
            let _ = second.process(b);
            let again = second.process(a).result;
            if again != first {
                return Err(Finding::on(
                    text,
                    "the same layers as at first",
                    format!(
                        "others after the article {:?}: {}",
                        before.name,
                        difference(&first, &again)
                    ),
                ));
            }
        }
    }
    Ok(Verdict { digest: Some(digest), ..Verdict::pass() })
}

/// How two results differ, in a few words.
fn difference(first: &Result<Vec<Layer>, Fault>, second: &Result<Vec<Layer>, Fault>) -> String {
    let say = |result: &Result<Vec<Layer>, Fault>| match result {
        Err(fault) => fault.to_string(),
        Ok(layers) => layers
            .iter()
            .map(|layer| format!("{} {}", layer.annotations().len(), layer.name()))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let (first, second) = (say(first), say(second));
    if first == second {
        format!("{first}, but not the same ones")
    } else {
        format!("first {first}, then {second}")
    }
}

fn many_threads(bench: &Bench) -> Result<Verdict, Finding> {
    const WORKERS: usize = 4;
    const ROUNDS: usize = 5;
    let documents = bench.documents([bench.all_small(), texts::many(40)].concat());
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    let expected: Vec<_> =
        documents.iter().map(|(_, document)| seat.process(document).result).collect();
    let seats: Vec<Seat<'_>> =
        (0..WORKERS).map(|_| bench.seat(&probe)).collect::<Result<_, _>>()?;
    bench.at("all small articles, in four threads at once");
    let wrong = std::thread::scope(|threads| {
        let workers: Vec<_> = seats
            .into_iter()
            .enumerate()
            .map(|(worker, mut seat)| {
                let (documents, expected) = (&documents, &expected);
                threads.spawn(move || {
                    // Each begins elsewhere, so that different articles are under way at once.
                    (0..ROUNDS * documents.len())
                        .map(|step| (step + worker * documents.len() / WORKERS) % documents.len())
                        .find(|&place| seat.process(&documents[place].1).result != expected[place])
                })
            })
            .collect();
        workers
            .into_iter()
            .filter_map(|worker| worker.join().expect("no panic leaves a stage"))
            .min()
    });
    match wrong {
        Some(place) => Err(Finding::on(
            &documents[place].0,
            "what one worker finds",
            "something else with four workers at once; something is shared and written",
        )),
        None => Ok(Verdict::pass()),
    }
}

fn own_threads(bench: &Bench) -> Result<Verdict, Finding> {
    let documents = bench.documents([texts::plain(), texts::many(20), bench.examples()].concat());
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    let Some(before) = system::threads() else {
        return Ok(Verdict::note("not measured on this system"));
    };
    let (done, most) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                most.fetch_max(system::threads().unwrap_or(0), Ordering::Relaxed);
            }
        });
        let started = Instant::now();
        // Threads that come and go are only seen by looking often.
        while started.elapsed() < Duration::from_millis(300) {
            for (_, document) in &documents {
                let _ = seat.process(document);
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    // The one that watches is ours.
    let started = most.load(Ordering::Relaxed).saturating_sub(before + 1);
    if started > 0 {
        return Err(Finding::on(
            &documents[0].0,
            "no threads but the host's",
            format!("{started} more while process ran; the host has all cores busy already"),
        ));
    }
    Ok(Verdict::pass())
}

/// Memory of the process's own, after a warm-up, in five windows of 2,000 articles: a buffer that
/// grows to its size does so once, a leak in every window.
fn memory(bench: &Bench) -> Result<Verdict, Finding> {
    const WINDOWS: usize = 5;
    const WINDOW: usize = 2_000;
    const MOST: u64 = 2 << 20;
    let documents = bench.documents([texts::many(50), bench.examples()].concat());
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    let Some(_) = system::own_memory() else {
        return Ok(Verdict::note("not measured on this system"));
    };
    let mut measured = Vec::new();
    for window in 0..=WINDOWS {
        for step in 0..WINDOW {
            let (text, document) = &documents[step % documents.len()];
            if step % 200 == 0 {
                bench.at(&format!("{}, the {}th", text.name, window * WINDOW + step + 1));
            }
            let _ = seat.process(document);
        }
        measured.push(system::own_memory().unwrap_or(0));
    }
    let growth: Vec<_> = measured.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let whole = measured[WINDOWS].saturating_sub(measured[0]);
    let steady = growth.iter().filter(|&&bytes| bytes > 0).count() >= WINDOWS - 1;
    let said = format!("{} KB more after 10,000 articles", whole >> 10);
    if whole > MOST && steady {
        return Err(Finding::new(
            "short articles, 12,000 times",
            "memory that stays flat",
            format!("{said}, {} bytes an article", whole / (WINDOWS * WINDOW) as u64),
        ));
    }
    Ok(Verdict::note(said))
}

fn examples(bench: &Bench) -> Result<Verdict, Finding> {
    let probe = bench.probe()?;
    let mut seat = bench.seat(&probe)?;
    let all = &probe.manifest().examples;
    for (number, example) in all.iter().enumerate() {
        let text = Text { name: format!("example {}", number + 1), text: example.text.clone() };
        let document = bench.document(&text);
        let layers =
            seat.process(&document).result.map_err(|fault| Finding::on(&text, "layers", fault))?;
        let found = words(&document, &layers);
        for (layer, expected) in &example.expect {
            let found = found.get(layer.as_str()).cloned().unwrap_or_default();
            if found != *expected {
                return Err(Finding::on(
                    &text,
                    format!("{layer}: {expected:?}"),
                    format!("{layer}: {found:?}"),
                ));
            }
        }
    }
    Ok(Verdict::note(match all.len() {
        0 => "the manifest has none; examples are a stage's manual".to_owned(),
        count => format!("ran {count}"),
    }))
}

/// By layer, the words that its annotations cover, in text order.
fn words(document: &Document, layers: &[Layer]) -> BTreeMap<String, Vec<String>> {
    let of = |layer: &Layer| {
        let spans = layer.annotations().iter().map(|annotation| annotation.span);
        spans.map(|span| span.map_or("", |span| span.of(document.text())).to_owned()).collect()
    };
    layers.iter().map(|layer| (layer.name().to_owned(), of(layer))).collect()
}
