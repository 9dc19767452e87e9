#include "edge/app/members.hpp"

#include "edge/core/member_code.hpp"
#include "edge/store/members.hpp"

namespace outpost::app {
namespace {

constexpr std::int64_t most_used = 4'096;  // within a window: 30 members a second in either direction

}  // namespace

Result<std::string> verified_member(Tx& tx, std::string_view text) {
  const auto& key = tx.settings.member_key;
  if (key.size() != core::member_key_bytes)
    return fail(Code::refused, "member-forged", "This store knows no members.");
  OUTPOST_TRY(auto shown, core::shown_member(text, key, tx.now_us));
  switch (store::use_member_code(tx.db, shown.mac, shown.until_us, tx.now_us, most_used)) {
  case store::MemberCodeUse::first: return std::move(shown.member);
  case store::MemberCodeUse::again:
    return fail(Code::refused, "member-used", "This member code was used already: show a fresh one.");
  case store::MemberCodeUse::too_many: break;
  }
  return fail(Code::refused, "member-busy", "Too many member codes at once: try again in a minute.");
}

}  // namespace outpost::app
