#include "sync/hq/home.hpp"

#include "edge/base/id.hpp"
#include "edge/base/paths.hpp"

#include <array>
#include <filesystem>
#include <zmq.h>

namespace outpost::hq {
namespace {

Result<wire::KeyPair> keys_in(const std::string& secrets, bool& fresh) {
  const std::string path = secrets + "/curve.key";
  wire::KeyPair keys;
  if (std::filesystem::exists(path)) {
    OUTPOST_TRY(const auto text, read_secret(path));
    auto parsed = wire::parse_key_file(text);
    if (!parsed) return fail(Code::invalid, "bad-key-file", path + ": " + parsed.error().text);
    keys = *parsed;
  } else {
    std::array<char, 41> public_key{}, secret_key{};
    if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
      return fail(Code::unsupported, "bad-key-file", "This libzmq was built without CURVE.");
    OUTPOST_TRY(const auto text,
                keep_secret(path, wire::key_file_text({public_key.data(), secret_key.data()})));
    auto parsed = wire::parse_key_file(text);
    if (!parsed) return fail(Code::invalid, "bad-key-file", path + ": " + parsed.error().text);
    keys = *parsed;  // ours, or those of another outpost-hq that started at the same moment
    fresh = true;
  }
  const std::string shared = secrets + "/curve.pub";
  if (const auto kept = read_secret(shared); !kept || *kept != keys.public_key)
    OUTPOST_CHECK(write_secret(shared, keys.public_key));
  return keys;
}

Result<std::string> token_in(const std::string& secrets, bool& fresh) {
  const std::string path = secrets + "/admin.token";
  if (std::filesystem::exists(path)) return read_secret(path);
  SystemRandom random;
  Bytes bytes(24);
  random.fill(bytes);
  fresh = true;
  return keep_secret(path, to_hex(bytes));
}

}  // namespace

Result<Home> open_home(const std::string& dir, const std::string& db_dir) {
  Home home;
  home.dir = dir;
  home.db_dir = db_dir.empty() ? dir : db_dir;
  OUTPOST_CHECK(make_folder(dir, 0700));
  OUTPOST_CHECK(make_folder(dir + "/secrets", 0700));
  OUTPOST_TRY(home.keys, keys_in(dir + "/secrets", home.fresh));
  OUTPOST_TRY(home.admin_token, token_in(dir + "/secrets", home.fresh));
  OUTPOST_CHECK(make_folder(home.db_dir, 0700));
  OUTPOST_CHECK(open_sqlite(home.db_dir, Access::write));
  return home;
}

}  // namespace outpost::hq
