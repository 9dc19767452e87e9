#include "sync/agent/agent_keys.hpp"

#include "edge/base/paths.hpp"

#include <array>
#include <filesystem>
#include <zmq.h>

namespace outpost::agent {
namespace {

Result<wire::KeyPair> parse_keys(const std::string& path, const std::string& text) {
  auto keys = wire::parse_key_file(text);
  if (!keys) return fail(Code::invalid, "bad-key-file", path + ": " + keys.error().text);
  return keys;
}

/// The pair that is in the file at last: ours, or that of another agent that started at the same moment.
Result<wire::KeyPair> make_keys(const std::string& path) {
  std::array<char, 41> public_key{}, secret_key{};
  if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
    return fail(Code::unsupported, "bad-key-file", "This libzmq was built without CURVE.");
  OUTPOST_TRY(const auto text,
              keep_secret(path, wire::key_file_text({public_key.data(), secret_key.data()})));
  return parse_keys(path, text);
}

Result<wire::KeyPair> read_keys(const std::string& path) {
  OUTPOST_TRY(const auto text, read_secret(path));
  return parse_keys(path, text);
}

}  // namespace

Result<wire::KeyPair> store_keys(const std::string& dir) {
  const std::string secrets = dir + "/secrets", path = secrets + "/curve.key";
  if (!std::filesystem::is_directory(secrets)) OUTPOST_CHECK(make_folder(secrets, 0700));
  OUTPOST_TRY(auto keys, std::filesystem::exists(path) ? read_keys(path) : make_keys(path));
  const std::string shared = secrets + "/curve.pub";
  // For whoever registers this store; a folder that is read-only for the agent must not keep it from running.
  if (const auto kept = read_secret(shared); !kept || *kept != keys.public_key)
    (void)write_secret(shared, keys.public_key);
  return keys;
}

Result<std::string> hq_key(const std::string& dir, const config::Section& settings) {
  std::string key = settings.text("hq_public_key");
  const std::string path = dir + "/secrets/hq.pub";
  if (key.empty()) {
    const auto text = read_secret(path);
    if (!text)
      return fail(Code::not_found, "no-hq-key",
                  "waiting for headquarters' public key: set [sync] hq_public_key, or put it into " + path);
    key = *text;
  }
  if (!wire::valid_key(key))
    return fail(Code::invalid, "bad-key-file",
                "headquarters' public key is not 40 characters of a CURVE key: see [sync] hq_public_key or " +
                    path);
  return key;
}

}  // namespace outpost::agent
