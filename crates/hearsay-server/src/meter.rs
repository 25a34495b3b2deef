//! What the desk counts of itself.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000];

/// Requests by their status and by how long they took.
#[derive(Default)]
pub(crate) struct Meter {
    by_class: [AtomicU64; 6],
    by_time: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

impl Meter {
    fn count(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).min(5);
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let milliseconds = took.as_secs_f64() * 1000.0;
        let at = BOUNDS.iter().position(|bound| milliseconds <= *bound as f64);
        self.by_time[at.unwrap_or(BOUNDS.len())].fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// Writes the counts in the text format of Prometheus.
    pub(crate) fn write(&self, text: &mut String) {
        text.push_str("# HELP hearsay_requests_total Requests answered.\n# TYPE hearsay_requests_total counter\n");
        for (class, count) in self.by_class.iter().enumerate().skip(1) {
            let count = count.load(Ordering::Relaxed);
            let _ = writeln!(text, "hearsay_requests_total{{status=\"{class}xx\"}} {count}");
        }
        let name = "hearsay_request_seconds";
        let _ = write!(text, "# HELP {name} How long requests took.\n# TYPE {name} histogram\n");
        let mut sum = 0;
        for (at, count) in self.by_time.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let bound = BOUNDS
                .get(at)
                .map_or_else(|| "+Inf".to_owned(), |ms| (*ms as f64 / 1000.0).to_string());
            let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {sum}");
        }
        let seconds = self.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = write!(text, "{name}_sum {seconds}\n{name}_count {sum}\n");
    }
}

/// Counts a request.
pub(crate) async fn counted(
    State(meter): State<Arc<Meter>>,
    request: Request,
    next: Next,
) -> Response {
    let begin = Instant::now();
    let response = next.run(request).await;
    meter.count(response.status().as_u16(), begin.elapsed());
    response
}
