//! A collection's results, kept as text files that a person can review.
//!
//! A folder of snapshots holds one `.snap` file an article ([`snap`]) and `snapshot.toml`, which says
//! where the articles are and what of the results is kept ([`folder`]). A file's contents are the
//! article with carets and labels under its words ([`render`]); what has changed against them is told
//! by sentence and layer ([`difference`], [`passage`]). The flow: `record` writes the files, `check` runs the
//! stages again and puts a `.snap.new` beside each file that would be another, `review` and `accept`
//! make those the new snapshots.

pub mod difference;
pub mod folder;
pub mod passage;
pub mod render;
pub mod snap;
