//! How often somebody may try or ask.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::problem::Problem;

/// The limits of a desk.
pub(crate) struct Limits {
    /// Wrong passwords and tokens from one address.
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    /// Wrong passwords for one name.
    names: DefaultKeyedRateLimiter<String>,
    /// Requests of one user.
    users: Option<DefaultKeyedRateLimiter<String>>,
}

/// So many attempts at once, then one in so many seconds.
const ATTEMPTS: u32 = 10;
const SECONDS: u64 = 12;

impl Limits {
    /// With so many requests a second for each user; none is no limit.
    pub(crate) fn new(requests: Option<NonZeroU32>) -> Self {
        let attempts = NonZeroU32::new(ATTEMPTS).expect("it is not zero");
        let quota = Quota::with_period(std::time::Duration::from_secs(SECONDS));
        let quota = quota.expect("it is not zero").allow_burst(attempts);
        Self {
            addresses: RateLimiter::keyed(quota),
            names: RateLimiter::keyed(quota),
            users: requests.map(|requests| {
                let burst = requests.saturating_mul(NonZeroU32::new(4).expect("it is not zero"));
                RateLimiter::keyed(Quota::per_second(requests).allow_burst(burst))
            }),
        }
    }

    /// Counts an attempt from an address, for a name.
    pub(crate) fn attempt(&self, address: IpAddr, name: Option<&str>) -> Result<(), Problem> {
        let by_address = self.addresses.check_key(&address).is_ok();
        // A name in another writing is the same user.
        let by_name = name.is_none_or(|name| self.names.check_key(&name.to_lowercase()).is_ok());
        if by_address && by_name {
            return Ok(());
        }
        // Whoever comes from many addresses must not fill the memory.
        self.addresses.retain_recent();
        self.names.retain_recent();
        Err(Problem::too_many("too many attempts; wait a minute", 60))
    }

    /// Counts an attempt for a name alone.
    pub(crate) fn attempt_by(&self, name: &str) -> Result<(), Problem> {
        match self.names.check_key(&name.to_lowercase()) {
            Ok(()) => Ok(()),
            Err(_) => Err(Problem::too_many("too many attempts; wait a minute", 60)),
        }
    }

    /// Counts a request of a user.
    pub(crate) fn request(&self, user: &str) -> Result<(), Problem> {
        match &self.users {
            Some(users) if users.check_key(&user.to_owned()).is_err() => {
                Err(Problem::too_many("too many requests; slow down", 1))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_run_out_for_an_address_and_for_a_name() {
        let limits = Limits::new(None);
        let address = |last: u8| IpAddr::from([192, 0, 2, last]);
        for _ in 0..ATTEMPTS {
            assert!(limits.attempt(address(1), Some("ada")).is_ok());
        }
        assert!(limits.attempt(address(1), Some("bea")).is_err(), "the address has tried enough");
        assert!(limits.attempt(address(2), Some("Ada")).is_err(), "the name was tried enough");
        assert!(limits.attempt(address(2), Some("cleo")).is_ok());
    }
}
