// Where things are in a data folder.
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost {

/// Makes `dir` and its parents; the last one gets `mode`. Error `bad-folder` in words.
Result<void> make_folder(const std::string& dir, unsigned mode);

/// The ZeroMQ endpoint of a local socket: ipc://DIR/run/NAME/edge.sock, a folder each so that devices and the
/// sync agent can be let in by different groups. A Unix socket path holds about 100 characters; over 90 it is
/// a private 0700 folder under /tmp whose name is a hash of the absolute DIR, so that both ends find it.
/// Makes the folder. Error `bad-folder`, also when that folder belongs to somebody else.
Result<std::string> ipc_endpoint(const std::string& data_dir, std::string_view name);

/// Lets the group of its folder connect to a bound local socket: mode 0660 whatever the umask of the service.
/// Call it after every bind, as the other end is another user. Error `ipc-socket`.
Result<void> open_to_group(const std::string& endpoint);

/// Reads a small text file (at most 64 KiB) without the trailing line end. Error `no-such-file`.
Result<std::string> read_secret(const std::string& path);
/// Writes `text` and a line end by rename, mode 0600, file and folder synced. Error `cannot-write`.
Result<void> write_secret(const std::string& path, std::string_view text);

/// Makes a secret once: `text` when there is no file at `path` yet, and always returns what is there
/// afterwards. Two processes that start at the same moment end with the same secret. Errors as write_secret.
Result<std::string> keep_secret(const std::string& path, std::string_view text);

}  // namespace outpost
