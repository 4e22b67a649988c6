//! A carrier over HTTP.

use std::time::Duration;

use super::Carrier;

/// Answers are tables of numbers; what is larger than this is none.
const ANSWER_BYTES_MAX: u64 = 64 << 20;

pub struct Http(ureq::Agent);

impl Http {
    /// One that gives up on a request after this time.
    pub fn new(patience: Duration) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(patience)).http_status_as_error(false).build();
        Self(config.into())
    }
}

impl Carrier for Http {
    fn get(&self, url: &str) -> Result<String, String> {
        // the request may carry a key, so its words are not told on
        let mut answer = self.0.get(url).call().map_err(|error| error.to_string())?;
        answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string().map_err(|error| error.to_string())
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
