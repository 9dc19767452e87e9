// Members at a station: the code that they show, verified and used up.
#pragma once

#include "edge/app/tx.hpp"

#include <string>
#include <string_view>

namespace outpost::app {

/// The member who shows this code (core/member_code.hpp) now; uses the code up, in the caller's savepoint.
/// `text` as core::member_text gives it. Errors, all refused: `member-forged`, `member-expired`,
/// `member-used`, `member-busy` (more codes within one window than a store can have members at its tills:
/// somebody is trying).
Result<std::string> verified_member(Tx& tx, std::string_view text);

}  // namespace outpost::app
