// What edge makes for itself when it starts: the token with which outpost-store speaks to it, and the code
// with which the owner chooses a password.
#pragma once

#include "edge/store/readers.hpp"
#include "edge/store/writer.hpp"

#include <string>

namespace outpost {

/// DIR/secrets/admin.token: an owner's token; a new one when it is missing or not known (any more).
Result<void> ensure_admin_token(store::Writer& writer, store::Readers& readers, const std::string& dir,
                                Clock& clock);
/// DIR/secrets/member.key: the 32 bytes with which members' codes are signed, as 64 hexadecimal digits; made
/// once. Whoever runs the members' page copies the file to its server, or puts its own there before the first
/// start. Error `bad-member-key` for a file that holds something else.
Result<Bytes> ensure_member_key(const std::string& dir, Random& random);
/// A fresh code in DIR/run/owner-code while there is no owner's password; "" (and no file) afterwards.
Result<std::string> ensure_owner_code(store::Writer& writer, store::Readers& readers, const std::string& dir);

}  // namespace outpost
