#include "edge/http/imports.hpp"

#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>
#include <utility>

namespace outpost::http {
namespace {

constexpr int upload_ms = 120'000;

/// A body on disk: too large to keep in memory once for each caller.
struct Spool {
  ~Spool() {
    if (fd >= 0) close(fd);
    if (!path.empty()) unlink(path.c_str());
  }
  int fd = -1;
  std::string path;
  std::array<std::uint8_t, 32> hash{};
};

Error cannot_spool() {
  return fail(errno == ENOSPC ? Code::unavailable : Code::io,
              errno == ENOSPC ? "storage-full" : "cannot-write",
              std::string("The import cannot be kept on disk: ") + std::strerror(errno) + ".");
}

Result<void> receive(Api& api, Call& call, Spool& spool) {
  spool.path = api.data_dir + "/import-XXXXXX";
  spool.fd = mkostemp(spool.path.data(), O_CLOEXEC);
  if (spool.fd < 0) return cannot_spool();
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  OUTPOST_CHECK(
      call.exchange.read_body(max_import_bytes, upload_ms, [&](std::string_view piece) -> Result<void> {
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()), piece.size());
        if (write(spool.fd, piece.data(), piece.size()) != static_cast<ssize_t>(piece.size()))
          return cannot_spool();
        return {};
      }));
  crypto_hash_sha256_final(&state, spool.hash.data());
  return {};
}

}  // namespace

Answer import_products(Api& api, Call& call) {
  // A client that has nothing to send often leaves its type out: say what is really wrong.
  if (call.exchange.content_length() == 0 && call.request.header("transfer-encoding").empty())
    return fail(Code::invalid, "empty-file",
                "The file is empty: a catalogue has a line of columns and a line for each product.");
  if (!call.request.header("content-type").starts_with("text/csv"))
    return fail(Code::invalid, "not-csv", "Send the catalogue as text/csv.");
  OUTPOST_TRY(const auto ticket, enter(api, call));
  Spool spool;
  OUTPOST_CHECK(receive(api, call, spool));
  std::optional<Id> reserved;
  const auto stored = run_once(api, call, key_of(call, spool.hash), 202,
                               [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
                                 const Id id = tx.ids.next();
                                 OUTPOST_CHECK(api.imports.reserve(id));
                                 reserved = id;
                                 return *api.imports.json(id);
                               });
  if (!stored.ok()) {
    if (reserved) api.imports.release(*reserved);
    return stored.error();
  }
  // Only once its key is committed: a repeat of this call must find it, not import again.
  if (reserved) api.imports.start(*reserved, std::exchange(spool.path, {}));  // deletes the file
  return std::optional(reply_of(*stored));
}

Answer get_import(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "import"));
  if (auto json = api.imports.json(id)) return std::optional(Reply::json(200, *std::move(json)));
  return fail(Code::not_found, "unknown-import",
              "There is no such import; one that a restart cut off has changed nothing.");
}

}  // namespace outpost::http
