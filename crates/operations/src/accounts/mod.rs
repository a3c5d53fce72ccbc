//! Accounts, passwords, sessions, tokens and PINs: side tables. The journal knows who exists, which roles they hold, and when whose password was set or
//! whose token was made and ended; never a password, a session or a token itself.

mod attempts;
mod contacts;
mod passwords;
mod pin;
mod sessions;
mod tokens;

pub use attempts::household;
pub use contacts::{contacts_of, set_contact};
pub use passwords::{PASSWORD_LENGTH, check_password, hash_password, one_time_password, set_one_time_password, set_password_as};
pub use pin::{by_pin, opener_of_shown, pin_mark, pin_once_more};
pub use sessions::{
    LoggedIn, SESSION_SECONDS, Session, authenticate, end_left_over, end_other_sessions, log_in, log_out, open_session, other_sessions,
    token_hash, token_tenant,
};
pub use tokens::{OwnToken, TOKEN_DAYS, end_own_token, end_token, make_own_token, make_token, token_handle, tokens};
