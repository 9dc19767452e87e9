// The code that a member shows: "OPM1.MEMBER.TIME.MAC", made by the member's phone page a moment before.
// MEMBER is 1 to 32 of A-Z a-z 0-9 and -, TIME unix seconds in decimal, MAC the first 16 bytes of HMAC-SHA256
// over all that stands before its dot, as 32 lower-case hexadecimal digits. A picture of it is worthless
// after a minute, and a code that was used is worthless at once.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost::core {

inline constexpr std::size_t member_key_bytes = 32;
inline constexpr Micros member_window_us = 60 * us_per_s;  ///< to both sides: phones' clocks are not ours

/// True for what calls itself a member code, right or wrong: such a text is masked and never a product.
bool looks_like_member_code(std::string_view text);

struct ShownMember {
  std::string member;
  std::string mac;      ///< names the code: one that was shown before must not count again
  Micros until_us = 0;  ///< so long it must be remembered; later its time is outside the window
};

/// The member who shows this code now, signed and fresh. Whether it was used before is the caller's to know
/// (store/members.hpp). Errors, all refused: `member-forged` (form or MAC), `member-expired` (outside the
/// window). Precondition: key of member_key_bytes.
Result<ShownMember> shown_member(std::string_view text, ByteView key, Micros now_us);

/// A code as the member's page makes it. For that page's server and for tests. Precondition as above.
std::string member_code(std::string_view member, std::int64_t unix_s, ByteView key);

}  // namespace outpost::core
