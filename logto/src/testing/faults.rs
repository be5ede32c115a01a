//! Things that go wrong on the way to an identity provider and back.

use std::time::Duration;

use crate::testing::endpoints::Endpoint;

/// What goes wrong with a request.
///
/// # Example
///
/// ```
/// use logto::testing::{Emulator, Endpoint, Fault};
///
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let emulator = Emulator::start().await?;
/// emulator.fault(Endpoint::Token, Fault::Status(503).times(2)); // the next two requests
/// emulator.fault(Endpoint::Jwks, Fault::Html); // every request, until `clear_faults`
/// # Ok::<(), logto::testing::EmulatorError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The request waits, and is then answered. If the client gives up first, it has no effect.
    Delay(Duration),
    /// The request has its effect, and the answer waits.
    DelayAnswer(Duration),
    /// Another status, with a plain-text body, as from a gateway. The request does not arrive.
    Status(u16),
    /// A proxy's HTML page with status 200. The request does not arrive.
    Html,
    /// Status 200, the right content type, and bytes that are neither JSON nor text. The request does not arrive.
    Garbage,
    /// A JSON string of this many bytes. The request does not arrive.
    LargeBody(usize),
    /// Status 307, which sends the same request to this address. It does not arrive here.
    Redirect(String),
    /// The connection closes without an answer. The request does not arrive.
    Drop,
    /// The connection is reset without an answer, by a TCP RST. The request does not arrive.
    Reset,
    /// The request has its effect, and the connection closes without an answer.
    LoseResponse,
    /// The request has its effect, and the connection closes in the middle of the answer: half a body.
    Truncate,
}

impl Fault {
    /// The same fault, for a number of requests only.
    pub fn times(self, times: usize) -> FaultPlan {
        FaultPlan { fault: self, remaining: Some(times) }
    }
}

/// A fault and for how many requests it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultPlan {
    fault: Fault,
    remaining: Option<usize>,
}

impl From<Fault> for FaultPlan {
    /// Until [`Emulator::clear_faults`](super::Emulator::clear_faults).
    fn from(fault: Fault) -> Self {
        Self { fault, remaining: None }
    }
}

/// The plans of all endpoints; of those for one endpoint the oldest that is not used up applies.
#[derive(Debug, Default)]
pub(in crate::testing) struct Faults(Vec<(Endpoint, FaultPlan)>);

impl Faults {
    pub(in crate::testing) fn add(&mut self, endpoint: Endpoint, plan: FaultPlan) {
        self.0.push((endpoint, plan));
    }

    pub(in crate::testing) fn clear(&mut self) {
        self.0.clear();
    }

    /// What goes wrong with the request that has just come.
    pub(in crate::testing) fn next(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let applies =
            |(planned, _): &&mut (Endpoint, FaultPlan)| *planned == endpoint || *planned == Endpoint::Any;
        let (_, plan) = self.0.iter_mut().find(applies)?;
        let fault = plan.fault.clone();
        if let Some(remaining) = &mut plan.remaining {
            *remaining = remaining.saturating_sub(1);
        }
        self.0.retain(|(_, plan)| plan.remaining != Some(0));
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_apply_in_order_and_run_out() {
        let mut faults = Faults::default();
        faults.add(Endpoint::Token, Fault::Status(503).times(2));
        faults.add(Endpoint::Any, Fault::Html.times(1));
        assert_eq!(faults.next(Endpoint::Jwks), Some(Fault::Html));
        assert_eq!(faults.next(Endpoint::Jwks), None);
        assert_eq!(faults.next(Endpoint::Token), Some(Fault::Status(503)));
        assert_eq!(faults.next(Endpoint::Token), Some(Fault::Status(503)));
        assert_eq!(faults.next(Endpoint::Token), None);
    }

    #[test]
    fn a_fault_without_a_number_stays_until_cleared() {
        let mut faults = Faults::default();
        faults.add(Endpoint::Token, Fault::Drop.into());
        assert!(faults.next(Endpoint::Token).is_some());
        assert!(faults.next(Endpoint::Token).is_some());
        faults.clear();
        assert!(faults.next(Endpoint::Token).is_none());
    }
}
