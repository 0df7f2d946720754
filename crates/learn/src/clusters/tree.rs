//! The tree above the classes: the two that lose the least mutual information merge, until one is
//! left (Brown et al. 1992).
//!
//! The mutual information of neighbouring classes is, up to constants,
//!
//! > Σ f(N(c, d)) over pairs of classes − Σ f(N(c, ·)) − Σ f(N(·, c)) over classes
//!
//! with f(n) = n ln n. What the merge of two classes loses is a sum over their contexts, so that
//! after a merge elsewhere only the terms of the three contexts that changed are replaced: K²
//! numbers for each of K merges.

use super::Path;

/// n ln n of whole numbers, from a table where they are small, as nearly all are.
#[derive(Debug)]
pub(super) struct XLogX {
    table: Vec<f64>,
}

impl XLogX {
    pub(super) fn new() -> Self {
        Self { table: (0..1 << 16).map(x_log_x).collect() }
    }

    #[inline]
    pub(super) fn of(&self, count: u32) -> f64 {
        self.table.get(count as usize).copied().unwrap_or_else(|| x_log_x(count))
    }

    /// By how much f grows when `more` comes to `count`.
    #[inline]
    pub(super) fn gain(&self, count: u32, more: u32) -> f64 {
        self.of(count + more) - self.of(count)
    }

    /// What is lost of the sum of f when two counts become one; never above zero, as f is convex.
    #[inline]
    fn loss(&self, a: u32, b: u32) -> f64 {
        if a == 0 || b == 0 { 0.0 } else { self.of(a) + self.of(b) - self.of(a + b) }
    }
}

fn x_log_x(count: u32) -> f64 {
    if count == 0 { 0.0 } else { f64::from(count) * f64::from(count).ln() }
}

/// The paths of the classes in the tree, for a text and the classes of its words; greater numbers
/// in the text are contexts without a class, each a context of its own.
pub(super) fn paths(text: &[u32], assigned: &[u32], classes: usize) -> Vec<Path> {
    let mut merges = Merges::new(text, assigned, classes);
    let mut trees: Vec<Tree> = (0..classes as u32).map(Tree::Class).collect();
    while merges.live.len() > 1 {
        let (i, j) = merges.best();
        merges.merge(i, j);
        let right = std::mem::replace(&mut trees[j], Tree::Class(0));
        let left = std::mem::replace(&mut trees[i], Tree::Class(0));
        trees[i] = Tree::Fork(Box::new((left, right)));
    }
    let mut paths = vec![Path::ROOT; classes];
    // On a stack of our own: a tree may be as deep as there are classes.
    let mut open = vec![(&trees[0], Path::ROOT)];
    while let Some((tree, path)) = open.pop() {
        match tree {
            Tree::Class(class) => paths[*class as usize] = path,
            Tree::Fork(children) => {
                open.push((&children.0, path.child(0)));
                open.push((&children.1, path.child(1)));
            }
        }
    }
    paths
}

#[derive(Debug)]
enum Tree {
    Class(u32),
    Fork(Box<(Tree, Tree)>),
}

/// The classes not yet merged into others, their counts, and what each merge would lose.
#[derive(Debug)]
struct Merges {
    f: XLogX,
    /// The number of contexts: the classes, and what has none.
    contexts: usize,
    /// N(first, second) by first, and the same by second, so that both are read along rows.
    after: Vec<u32>,
    before: Vec<u32>,
    after_sums: Vec<u32>,
    before_sums: Vec<u32>,
    /// Classes, in order.
    live: Vec<usize>,
    /// What merging (i, j), i < j, loses, at i × classes + j.
    losses: Vec<f64>,
    classes: usize,
}

impl Merges {
    fn new(text: &[u32], assigned: &[u32], classes: usize) -> Self {
        let class_of = |word: u32| match assigned.get(word as usize) {
            Some(&class) => class as usize,
            None => classes + word as usize - assigned.len(),
        };
        let contexts = text.iter().map(|&word| class_of(word) + 1).max().unwrap_or(0).max(classes);
        let mut merges = Self {
            f: XLogX::new(),
            contexts,
            after: vec![0; contexts * contexts],
            before: vec![0; contexts * contexts],
            after_sums: vec![0; contexts],
            before_sums: vec![0; contexts],
            live: (0..classes).collect(),
            losses: vec![0.0; classes * classes],
            classes,
        };
        for pair in text.windows(2) {
            let (first, second) = (class_of(pair[0]), class_of(pair[1]));
            merges.after[first * contexts + second] += 1;
            merges.before[second * contexts + first] += 1;
            merges.after_sums[first] += 1;
            merges.before_sums[second] += 1;
        }
        for i in 0..classes {
            for j in i + 1..classes {
                merges.losses[i * classes + j] = merges.loss(i, j);
            }
        }
        merges
    }

    /// What merging two classes loses, from scratch.
    fn loss(&self, i: usize, j: usize) -> f64 {
        let row = |class: usize| class * self.contexts..(class + 1) * self.contexts;
        let mut sum = 0.0;
        for counts in [&self.after, &self.before] {
            let rows = counts[row(i)].iter().zip(&counts[row(j)]);
            sum += rows.map(|(&a, &b)| self.f.loss(a, b)).sum::<f64>();
        }
        sum - self.f.loss(self.after_sums[i], self.after_sums[j])
            - self.f.loss(self.before_sums[i], self.before_sums[j])
            + self.inner(i, j)
    }

    /// The correction for the contexts i and j themselves, which become one as well: what the sums
    /// over contexts say of the four counts between them is taken back, and the truth put in.
    fn inner(&self, i: usize, j: usize) -> f64 {
        let n = |a: usize, b: usize| self.after[a * self.contexts + b];
        let (ii, ij, ji, jj) = (n(i, i), n(i, j), n(j, i), n(j, j));
        let f = &self.f;
        let four = f.of(ii) + f.of(ij) + f.of(ji) + f.of(jj) - f.of(ii + ij + ji + jj);
        four - f.loss(ii, ji) - f.loss(ij, jj) - f.loss(ii, ij) - f.loss(ji, jj)
    }

    /// The part of a merge's loss that comes from one context.
    #[inline]
    fn term(&self, i: usize, j: usize, context: usize) -> f64 {
        let (i, j) = (i * self.contexts + context, j * self.contexts + context);
        self.f.loss(self.after[i], self.after[j]) + self.f.loss(self.before[i], self.before[j])
    }

    /// The merge that loses the least; the first of equal ones.
    fn best(&self) -> (usize, usize) {
        let mut best = (0, 0, f64::INFINITY);
        for (place, &i) in self.live.iter().enumerate() {
            for &j in &self.live[place + 1..] {
                let loss = self.losses[i * self.classes + j];
                if loss < best.2 {
                    best = (i, j, loss);
                }
            }
        }
        (best.0, best.1)
    }

    /// Merges class j into class i, i < j.
    fn merge(&mut self, i: usize, j: usize) {
        self.live.retain(|&class| class != j);
        self.change_losses(i, &[i, j], -1.0);
        let contexts = self.contexts;
        for counts in [&mut self.after, &mut self.before] {
            for context in 0..contexts {
                counts[i * contexts + context] += counts[j * contexts + context];
                counts[j * contexts + context] = 0;
            }
            for row in counts.chunks_exact_mut(contexts) {
                row[i] += row[j];
                row[j] = 0;
            }
        }
        self.after_sums[i] += std::mem::take(&mut self.after_sums[j]);
        self.before_sums[i] += std::mem::take(&mut self.before_sums[j]);
        self.change_losses(i, &[i], 1.0);
        for &other in &self.live {
            if other != i {
                let (low, high) = (i.min(other), i.max(other));
                self.losses[low * self.classes + high] = self.loss(low, high);
            }
        }
    }

    /// Adds the terms of some contexts, times `sign`, to the losses of all pairs without class i.
    fn change_losses(&mut self, i: usize, changed: &[usize], sign: f64) {
        let mut losses = std::mem::take(&mut self.losses);
        for (place, &k) in self.live.iter().enumerate().filter(|&(_, &k)| k != i) {
            for &l in self.live[place + 1..].iter().filter(|&&l| l != i) {
                let terms: f64 = changed.iter().map(|&context| self.term(k, l, context)).sum();
                losses[k * self.classes + l] += sign * terms;
            }
        }
        self.losses = losses;
    }
}
