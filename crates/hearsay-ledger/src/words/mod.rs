//! Claims, figures and incidents in words, for all who show them. Denial and doubt must survive here,
//! since tables, pages and exports all take these words.

mod claims;
mod days;
mod figures;
mod incidents;
mod lines;
mod readings;
mod speaking;
mod standing;

pub use claims::{event, name, place, place_name, published, quote, quoted, short, time, who};
pub use days::{day, days};
pub use figures::{KINDS, claim_of, count, figure, loss, range, toll, total};
pub use incidents::{title, when};
pub use lines::{one_line, shown};
pub use readings::{Named, Told, cut, tell};
pub use speaking::{act, chain, is_not_said, is_plural, says, statement, verb};
pub use standing::{Status, figure_status, status};
