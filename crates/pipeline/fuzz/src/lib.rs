//! What the fuzz targets do with their bytes. Each seed is also a test, here and under Miri.

pub mod frames;
pub mod records;
mod stage;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Runs each seed of a target.
    fn seeds(target: &str, run: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
        let mut count = 0;
        for entry in fs::read_dir(folder).unwrap() {
            run(&fs::read(entry.unwrap().path()).unwrap());
            count += 1;
        }
        assert!(count >= 4, "the seeds are there");
    }

    #[test]
    fn the_seeds_of_records_run() {
        seeds("records", crate::records::run);
    }

    #[test]
    fn the_seeds_of_frames_run() {
        seeds("frames", crate::frames::run);
    }

    /// Bytes of every kind, by xorshift: more than the seeds, less than a fuzzer.
    #[test]
    fn other_bytes_run() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for length in 0..if cfg!(miri) { 16 } else { 2_000 } {
            let bytes: Vec<u8> = (0..length % 300)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    // Small numbers mean something more often.
                    (state >> 56) as u8 >> (state >> 32 & 7)
                })
                .collect();
            crate::records::run(&bytes);
            crate::frames::run(&bytes);
        }
    }
}
