//! Claims that were read for one request and are lent to the next.

use std::any::Any;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the claims of an identity were read into, while no request has it.
///
/// A request takes a value and puts it back, so that no two share one. What several requests at the same time need,
/// each of them reads; a handler may also keep what it got.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<Vec<Box<dyn Any + Send>>>);

/// How many values are kept: of one type for requests at the same time, or of several types.
const ROOM: usize = 2;

impl Shelf {
    pub(crate) fn take<C: Any>(&self) -> Option<Box<C>> {
        let mut values = self.lock();
        let position = values.iter().position(|value| value.is::<C>())?;
        values.swap_remove(position).downcast().ok()
    }

    pub(crate) fn put<C: Any + Send>(&self, claims: Box<C>) {
        let mut values = self.lock();
        if values.len() < ROOM {
            values.push(claims);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Box<dyn Any + Send>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A copy begins with nothing: it may be about to get other claims.
impl Clone for Shelf {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What lies there for a while is no part of who somebody is.
impl PartialEq for Shelf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Shelf {}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shelf")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_lent_to_one_at_a_time_and_by_its_type() {
        let shelf = Shelf::default();
        shelf.put(Box::new("alice"));
        assert!(shelf.take::<String>().is_none());
        assert_eq!(shelf.take::<&str>().as_deref(), Some(&"alice"));
        assert!(shelf.take::<&str>().is_none());
    }

    #[test]
    fn it_holds_few_values() {
        let shelf = Shelf::default();
        for number in 0..100_u32 {
            shelf.put(Box::new(number));
        }
        assert_eq!(std::iter::from_fn(|| shelf.take::<u32>()).count(), ROOM);
    }

    #[test]
    fn a_copy_is_empty() {
        let shelf = Shelf::default();
        shelf.put(Box::new("alice"));
        assert!(shelf.clone().take::<&str>().is_none());
    }
}
