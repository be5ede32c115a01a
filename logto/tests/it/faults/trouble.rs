//! What goes wrong, and how it ends.

use std::time::Duration;

use logto::testing::{Algorithm, Endpoint, Fault};

use super::tenant::World;

#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// The provider is killed, and comes back with what it knew.
    Down,
    /// This happens to every request.
    EveryRequest(Fault),
    /// The signing key is replaced for good, perhaps while the key set has a fault of its own.
    KeysRotated { algorithm: Algorithm, jwks: Option<Fault> },
    /// Clocks jump by so many seconds, and back again.
    Clocks { app: i64, provider: i64 },
}

/// Key sets are fetched again half a minute after the last time at the earliest.
const KEY_SET_FLOOR: i64 = 31;

impl Trouble {
    pub(super) fn begin(&self, world: &World) {
        match self {
            Self::Down => world.emulator.stop(),
            Self::EveryRequest(fault) => world.emulator.fault(Endpoint::Any, fault.clone()),
            Self::KeysRotated { algorithm, jwks } => {
                turn_clocks(world, KEY_SET_FLOOR, KEY_SET_FLOOR);
                if let Some(fault) = jwks {
                    world.emulator.fault(Endpoint::Jwks, fault.clone());
                }
                world.emulator.rotate_keys(*algorithm);
                world.emulator.drop_previous_keys();
            }
            Self::Clocks { app, provider } => turn_clocks(world, *app, *provider),
        }
    }

    pub(super) async fn end(&self, world: &World) {
        match self {
            Self::Down => world.emulator.restart().await.unwrap(),
            Self::EveryRequest(_) | Self::KeysRotated { .. } => world.emulator.clear_faults(),
            Self::Clocks { app, provider } => turn_clocks(world, -app, -provider),
        }
    }
}

fn turn_clocks(world: &World, app: i64, provider: i64) {
    world.clock.turn(app);
    let by = Duration::from_secs(provider.unsigned_abs());
    if provider < 0 {
        world.emulator.turn_clock_back(by);
    } else {
        world.emulator.advance_clock(by);
    }
}
