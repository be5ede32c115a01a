//! What attackers would like to choose.

#[path = "../../../../../logto/tests/it/hostile/fixation.rs"]
mod fixation;
