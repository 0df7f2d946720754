//! Articles in, results out, in order, on all cores, with bounded memory.
//!
//! One thread reads, the pool works, one thread writes. An item is let in only while fewer than a
//! fixed number are under way and while their bytes stay under a budget, counted until they are
//! *written*: so one slow article cannot let the finished ones behind it pile up.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use rayon::ThreadPool;

/// How much may be under way at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items read and not yet written.
    pub items: usize,
    /// Their bytes together. One item alone may be larger.
    pub bytes: usize,
}

impl Default for Limits {
    /// 256 items keep every core busy while one article a hundred times the usual size is done; 32 MB
    /// of input come to a few hundred MB of annotations at most.
    fn default() -> Self {
        Self { items: 256, bytes: 32 << 20 }
    }
}

/// Takes items from `input`, runs `work` on them in `pool`, and passes the results to `output` in the
/// order of the input, whatever the number of threads. `work` gets the number of the thread that it
/// runs on, below the pool's size.
///
/// `weigh` tells an item's bytes. When `output` breaks, nothing more is read, what is under way is
/// dropped, and the break's value is returned.
///
/// # Panics
/// When `work` or `output` panics: the panic goes on in the caller.
pub fn run_ordered<I, R, B>(
    pool: &ThreadPool,
    limits: Limits,
    input: impl Iterator<Item = I> + Send,
    weigh: impl Fn(&I) -> usize + Sync,
    work: impl Fn(usize, I) -> R + Sync,
    mut output: impl FnMut(R) -> ControlFlow<B> + Send,
) -> Option<B>
where
    I: Send,
    R: Send,
    B: Send,
{
    let gate = Gate::new(limits);
    let (results, inbox) = mpsc::channel::<(u64, usize, R)>();
    let (gate, work, weigh) = (&gate, &work, &weigh);
    std::thread::scope(|threads| {
        let writer = threads.spawn(move || {
            // Also opened when the writer panics, so that the reader is never left waiting.
            let _open = OpenAtEnd(gate);
            let mut early = BTreeMap::new();
            let mut next = 0;
            for (number, weight, result) in inbox {
                early.insert(number, (weight, result));
                while let Some((weight, result)) = early.remove(&next) {
                    next += 1;
                    if let ControlFlow::Break(value) = output(result) {
                        return Some(value);
                    }
                    gate.leave(weight);
                }
            }
            None
        });
        pool.in_place_scope_fifo(|scope| {
            for (number, item) in (0_u64..).zip(input) {
                let weight = weigh(&item);
                if !gate.enter(weight) {
                    break;
                }
                let results = results.clone();
                scope.spawn_fifo(move |_| {
                    let thread = rayon::current_thread_index().unwrap_or(0);
                    // A panic in `work` is carried to the caller by the scope; the gate opens so
                    // that the reader gets there.
                    let guard = OpenOnPanic(gate);
                    let result = work(thread, item);
                    drop(guard);
                    // The writer may be gone, having broken off.
                    let _ = results.send((number, weight, result));
                });
            }
        });
        drop(results);
        writer.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload))
    })
}

/// Lets items in while there is room.
struct Gate {
    limits: Limits,
    inside: Mutex<Inside>,
    room: Condvar,
}

#[derive(Default)]
struct Inside {
    items: usize,
    bytes: usize,
    /// Nothing is wanted any more.
    closed: bool,
}

impl Gate {
    fn new(limits: Limits) -> Self {
        Self { limits, inside: Mutex::default(), room: Condvar::new() }
    }

    /// Waits for room. `false` when nothing is wanted any more.
    fn enter(&self, bytes: usize) -> bool {
        let full = |inside: &mut Inside| {
            !inside.closed
                && inside.items > 0
                && (inside.items >= self.limits.items || inside.bytes + bytes > self.limits.bytes)
        };
        let mut inside =
            self.room.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        inside.items += 1;
        inside.bytes += bytes;
        !inside.closed
    }

    fn leave(&self, bytes: usize) {
        let mut inside = self.lock();
        inside.items -= 1;
        inside.bytes -= bytes;
        self.room.notify_one();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.room.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // The counts are whole at every unlock, so a poisoned lock is as good as another.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct OpenAtEnd<'a>(&'a Gate);

impl Drop for OpenAtEnd<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

struct OpenOnPanic<'a>(&'a Gate);

impl Drop for OpenOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn results_keep_the_order_of_the_input() {
        for threads in [1, 4] {
            let mut seen = Vec::new();
            let slow_first = |_, n: u64| {
                std::thread::sleep(std::time::Duration::from_micros(2_000 / (n + 1)));
                n
            };
            let broke = run_ordered(
                &pool(threads),
                Limits::default(),
                0..500,
                |_| 1,
                slow_first,
                |n| {
                    seen.push(n);
                    ControlFlow::<()>::Continue(())
                },
            );
            assert_eq!(broke, None);
            assert_eq!(seen, (0..500).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_under_way_than_the_limits_allow() {
        let under_way = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let input = (0..200).inspect(|_| {
            most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        });
        let limits = Limits { items: 64, bytes: 50 };
        run_ordered(
            &pool(2),
            limits,
            input,
            |_| 10,
            |_, n: u32| n,
            |_| {
                under_way.fetch_sub(1, Ordering::SeqCst);
                ControlFlow::<()>::Continue(())
            },
        );
        // Five of ten bytes, one that waits at the gate, and one just written but not yet let go.
        assert!(most.load(Ordering::SeqCst) <= 7, "{most:?}");
    }

    #[test]
    fn an_item_larger_than_the_budget_still_passes() {
        let mut count = 0;
        let limits = Limits { items: 4, bytes: 10 };
        run_ordered(
            &pool(2),
            limits,
            0..20,
            |_| 100,
            |_, n: u32| n,
            |_| {
                count += 1;
                ControlFlow::<()>::Continue(())
            },
        );
        assert_eq!(count, 20);
    }

    #[test]
    fn a_break_stops_the_reading() {
        let read = AtomicUsize::new(0);
        let input = (0..1_000_000).inspect(|_| {
            read.fetch_add(1, Ordering::SeqCst);
        });
        let limits = Limits { items: 8, bytes: 1_000 };
        let broke = run_ordered(
            &pool(2),
            limits,
            input,
            |_| 1,
            |_, n: u32| n,
            |n| {
                if n == 20 { ControlFlow::Break("disk full") } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(broke, Some("disk full"));
        assert!(read.load(Ordering::SeqCst) < 100);
    }

    #[test]
    fn a_panic_in_the_work_reaches_the_caller() {
        let limits = Limits { items: 2, bytes: 1_000 };
        let run = || {
            run_ordered(
                &pool(2),
                limits,
                0..100,
                |_| 1,
                |_, n: u32| assert_ne!(n, 7),
                |()| ControlFlow::<()>::Continue(()),
            )
        };
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
