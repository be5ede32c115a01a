use super::*;
use crate::secret::sha256;

/// So many keys, spread over the shards.
fn keys(count: usize) -> impl Iterator<Item = Key> {
    (0..count).map(|number| sha256(number.to_string()))
}

fn held<V>(recent: &Recent<V>) -> usize {
    let shards = recent.shards.iter().map(|shard| shard.lock().unwrap());
    shards.map(|shard| shard.young.len() + shard.old.len()).sum()
}

#[test]
fn a_value_is_found_by_its_whole_key() {
    let recent = Recent::new(1000);
    recent.insert([1; 32], "value");
    assert_eq!(recent.get(&[1; 32]), Some("value"));
    assert_eq!(recent.get(&[2; 32]), None);
    // Of the same shard.
    assert_eq!(recent.get(&[17; 32]), None);
    let mut nearly = [1; 32];
    nearly[31] = 0;
    assert_eq!(recent.get(&nearly), None);
    recent.remove(&[1; 32]);
    assert_eq!(recent.get(&[1; 32]), None);
}

#[test]
fn the_number_of_values_is_bounded_and_the_last_ones_are_there() {
    let recent = Recent::new(1000);
    for key in keys(10_000) {
        recent.insert(key, ());
    }
    assert!((500..=1000).contains(&held(&recent)));
    assert!(keys(10_000).skip(9_900).all(|key| recent.get(&key).is_some()));
}

#[test]
fn a_value_that_is_used_outlives_those_that_are_not() {
    let recent = Recent::new(1000);
    recent.insert([0; 32], ());
    for key in keys(10_000) {
        recent.insert(key, ());
        assert!(recent.get(&[0; 32]).is_some());
    }
    assert!(held(&recent) <= 1000);
}

#[test]
fn one_key_holds_one_value_and_the_last_one_counts() {
    let recent = Recent::new(1000);
    for number in 0..10 {
        recent.insert([1; 32], number);
    }
    assert_eq!((held(&recent), recent.get(&[1; 32])), (1, Some(9)));
}

#[test]
fn debug_shows_no_value() {
    let recent = Recent::new(1000);
    recent.insert([1; 32], "alice");
    assert!(!format!("{recent:?}").contains("alice"));
}
