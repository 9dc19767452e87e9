// Whose files a tool makes: an administrator runs it as root, and the service's user must be able to open
// them.
#pragma once

#include "edge/base/result.hpp"

#include <string>

namespace outpost {

/// When this process is root's and `dir` is there and belongs to somebody else, becomes that user, for good:
/// every file made from now on is the owner's, however the tool ends. `service`: a user to become instead,
/// where there is one of this name (a secret in the folder that is not its owner's). The right to read and
/// write files of others is kept, for what the administrator names elsewhere. For one thread: call it first
/// in main. Else nothing happens. Error `cannot-become`.
Result<void> become_owner_of(const std::string& dir, const std::string& service = "");

}  // namespace outpost
