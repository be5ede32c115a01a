//! What every [`SessionStore`] has to get right, as a suite to hold one's own store against.
//!
//! Each case uses sessions of its own, under random keys: any number of cases may run at the same time, on a database
//! that holds other sessions, and they leave nothing behind that does not expire. Time is the real one, because a store
//! may go by the clock of its database; a run takes about ten seconds.
//!
//! # Example
//!
//! ```
//! use logto::session::MemorySessionStore;
//! use logto::testing::store_conformance;
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let held = store_conformance::run(&MemorySessionStore::new()).await?;
//! assert_eq!(held, store_conformance::CASES.len());
//! # Ok::<(), store_conformance::Violation>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod expiry;
mod leases;
pub(super) mod material;
mod sessions;
mod updates;

use self::material::Material;
use super::store::{SessionStore, StoreError};

/// A promise that a store does not keep.
#[derive(Debug, thiserror::Error)]
#[error("the store fails the case `{case}`: {reason}")]
pub struct Violation {
    case: String,
    reason: Reason,
}

/// What a case found.
#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error("{0}")]
    Broken(&'static str),
    #[error("{0}")]
    Failed(#[from] StoreError),
    #[error("there is no such case")]
    Unknown,
}

type Outcome = Result<(), Reason>;

/// Names the cases once: for [`CASES`], and to run them.
macro_rules! cases {
    ($($module:ident: $($case:ident)+;)+) => {
        /// The names of all cases, for [`run_case`].
        pub const CASES: &[&str] = &[$($(stringify!($case)),+),+];

        async fn outcome<S: SessionStore>(case: &str, store: &S) -> Outcome {
            let material = Material::new()?;
            match case {
                $($(stringify!($case) => $module::$case(store, &material).await,)+)+
                _ => Err(Reason::Unknown),
            }
        }
    };
}

cases! {
    sessions:
        a_session_that_was_created_is_loaded
        an_unknown_key_is_no_session_and_no_error
        a_session_that_is_there_is_not_created_again
        a_deleted_session_is_gone
        a_deleted_session_is_not_found_by_its_subject
        all_sessions_of_a_subject_are_deleted_and_no_others
        all_sessions_of_a_provider_session_are_deleted_and_no_others
        the_largest_session_is_kept_whole
        a_record_survives_its_bytes
        a_store_that_is_there_answers_a_ping;
    updates:
        an_update_replaces_the_record_and_the_version
        an_update_at_another_version_changes_nothing
        an_update_moves_the_session_to_its_new_subject
        of_many_updates_at_one_version_exactly_one_succeeds
        concurrent_writers_that_try_again_lose_nothing
        of_many_creations_of_one_session_exactly_one_succeeds;
    expiry:
        an_expired_session_is_as_good_as_none
        an_update_moves_the_expiry
        a_touch_moves_the_expiry_and_nothing_else
        a_session_that_is_gone_is_not_touched_back_to_life
        expired_sessions_are_not_counted_among_the_deleted;
    leases:
        a_lease_has_one_holder
        who_has_a_lease_may_take_it_again
        a_lease_that_has_expired_is_anybodys
        only_the_holder_releases_a_lease
        leases_of_different_keys_have_nothing_to_do_with_each_other
        of_many_who_ask_for_a_lease_exactly_one_gets_it;
}

/// Runs all cases, one after the other; says how many there were.
///
/// # Errors
///
/// The first promise that is not kept.
pub async fn run<S: SessionStore>(store: &S) -> Result<usize, Violation> {
    for case in CASES {
        run_case(case, store).await?;
    }
    Ok(CASES.len())
}

/// Runs one of the [`CASES`], so that each can be a test of its own.
///
/// # Errors
///
/// If the store does not keep this promise, or there is no such case.
pub async fn run_case<S: SessionStore>(case: &str, store: &S) -> Result<(), Violation> {
    outcome(case, store).await.map_err(|reason| Violation { case: case.to_owned(), reason })
}

/// A promise, in the words of what is wrong if it is broken.
fn ensure(kept: bool, broken: &'static str) -> Outcome {
    if kept { Ok(()) } else { Err(Reason::Broken(broken)) }
}
