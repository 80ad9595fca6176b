// Rust's sort of the same numbers as LongSort.
// Usage: sort_unstable SIZE WARMUP_ITERATIONS ITERATIONS MILLISECONDS
// Prints the mean nanoseconds of one copy and sort, a line for each measured iteration.
use std::hint::black_box;
use std::time::{Duration, Instant};

/// SplitMix64: numbers without a pattern, the same in every language.
fn mix(index: u64) -> i64 {
    let mut mixed = index.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) as i64
}

fn main() {
    let arguments: Vec<u64> = std::env::args()
        .skip(1)
        .map(|argument| argument.parse().expect("a number"))
        .collect();
    let [size, warmup, iterations, millis] = arguments[..] else {
        eprintln!("usage: sort_unstable SIZE WARMUP ITERATIONS MILLISECONDS");
        std::process::exit(2);
    };
    let source: Vec<i64> = (1..=size).map(mix).collect();
    let mut numbers = source.clone();
    let time = Duration::from_millis(millis);
    for iteration in 0..warmup + iterations {
        let start = Instant::now();
        let mut passes = 0u32;
        while start.elapsed() < time {
            numbers.copy_from_slice(&source);
            numbers.sort_unstable();
            black_box(&mut numbers);
            passes += 1;
        }
        if iteration >= warmup {
            println!("{:.6}", start.elapsed().as_nanos() as f64 / f64::from(passes));
        }
    }
}
