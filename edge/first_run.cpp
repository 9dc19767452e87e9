#include "edge/first_run.hpp"

#include "edge/app/terminals.hpp"
#include "edge/base/bytes.hpp"
#include "edge/base/paths.hpp"
#include "edge/core/member_code.hpp"

#include <array>
#include <cstdio>

namespace outpost {

Result<void> ensure_admin_token(store::Writer& writer, store::Readers& readers, const std::string& dir,
                                Clock& clock) {
  const std::string path = dir + "/secrets/admin.token";
  if (const auto token = read_secret(path); token.ok()) {
    const auto actor =
        readers.read([&](sqlite::Db& db) { return app::actor_of(db, *token, clock.wall_us()); });
    if (actor.ok() && actor->role == app::Role::owner) return {};
    if (!actor.ok() && actor.error().code != Code::unauthorized) return actor.error();
  }
  OUTPOST_TRY(const auto made, writer.call(store::Lane::sales, [](store::Tx& tx) {
    return app::add_terminal(tx, app::Role::owner, "office", "outpost-store");
  }));
  return write_secret(path, made.token);
}

Result<Bytes> ensure_member_key(const std::string& dir, Random& random) {
  const std::string path = dir + "/secrets/member.key";
  std::array<std::uint8_t, core::member_key_bytes> fresh{};
  random.fill(fresh);
  OUTPOST_TRY(const auto text, keep_secret(path, to_hex(fresh)));
  auto key = from_hex(text);
  if (!key.ok() || key->size() != core::member_key_bytes)
    return fail(Code::invalid, "bad-member-key", path + " must hold 64 hexadecimal digits.");
  return key;
}

Result<std::string> ensure_owner_code(store::Writer& writer, store::Readers& readers,
                                      const std::string& dir) {
  const std::string path = dir + app::owner_code_file;
  OUTPOST_TRY(const bool needed,
              readers.read([](sqlite::Db& db) -> Result<bool> { return app::setup_needed(db); }));
  if (!needed) {
    std::remove(path.c_str());
    return std::string();
  }
  OUTPOST_TRY(std::string code,
              writer.call(store::Lane::sales, [](store::Tx& tx) { return app::fresh_owner_code(tx); }));
  OUTPOST_CHECK(write_secret(path, code));
  return code;
}

}  // namespace outpost
