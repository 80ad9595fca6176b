// Fork and join with rayon, measured as JMH measures: iterations of a fixed length, a line each
// with the nanoseconds of one pass.
//
// Arguments: the name of the benchmark, its size, warm-up iterations, measured iterations, and the
// milliseconds of an iteration.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

const WORKERS: usize = 2;

struct Node {
    value: u64,
    children: Option<(Box<Node>, Box<Node>)>,
}

fn tree(label: u64, nodes: u64) -> Node {
    let children = if label * 2 > nodes {
        None
    } else {
        Some((
            Box::new(tree(label * 2, nodes)),
            Box::new(tree(label * 2 + 1, nodes)),
        ))
    };
    Node { value: label, children }
}

fn sum(node: &Node) -> u64 {
    match &node.children {
        None => node.value,
        Some((left, right)) => {
            let (left, right) = rayon::join(|| sum(left), || sum(right));
            node.value + left + right
        }
    }
}

fn fibonacci(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (larger, smaller) = rayon::join(|| fibonacci(n - 1), || fibonacci(n - 2));
    larger + smaller
}

fn iteration(length: Duration, passes: u64, mut pass: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut done = 0;
    loop {
        pass();
        done += passes;
        let elapsed = start.elapsed();
        if elapsed >= length {
            return elapsed.as_nanos() as f64 / done as f64;
        }
    }
}

fn measure(warmups: usize, iterations: usize, length: Duration, passes: u64, mut pass: impl FnMut()) {
    for i in 0..warmups + iterations {
        let score = iteration(length, passes, &mut pass);
        if i >= warmups {
            println!("{score}");
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() != 6 {
        panic!("benchmark, size, warm-ups, iterations and milliseconds are needed");
    }
    let size: u64 = arguments[2].parse().expect("size");
    let warmups: usize = arguments[3].parse().expect("warm-ups");
    let iterations: usize = arguments[4].parse().expect("iterations");
    let length = Duration::from_millis(arguments[5].parse().expect("milliseconds"));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(WORKERS)
        .build()
        .expect("thread pool");
    match arguments[1].as_str() {
        // The loop runs on one of the pool's threads, so that rayon pays for no way into the pool.
        "ForkJoinFibonacci" => pool.install(|| {
            measure(warmups, iterations, length, 1, || {
                black_box(fibonacci(black_box(size)));
            })
        }),
        "ForkJoinTree" => {
            let root = tree(1, size);
            assert_eq!(pool.install(|| sum(&root)), size * (size + 1) / 2);
            pool.install(|| {
                measure(warmups, iterations, length, 1, || {
                    black_box(sum(black_box(&root)));
                })
            })
        }
        "SubmitAndRun" => {
            let ran = Arc::new(AtomicU64::new(0));
            let mut submitted = 0;
            measure(warmups, iterations, length, size, || {
                for _ in 0..size {
                    let count = ran.clone();
                    pool.spawn(move || {
                        count.fetch_add(1, Ordering::Relaxed);
                    });
                }
                submitted += size;
                while ran.load(Ordering::Relaxed) < submitted {
                    std::thread::yield_now();
                }
            })
        }
        other => panic!("no benchmark {other}"),
    }
}
