// The child: reads requests, decodes, replies, for ever. Programs that use a Worker call this first thing in
// main.
#pragma once

#include <optional>

namespace outpost::dev::vision {

/// When the program was started as a decoding worker (`--decode-worker`), works until the parent is gone and
/// returns the exit code; nothing otherwise.
std::optional<int> run_as_worker(int argc, char** argv);

}  // namespace outpost::dev::vision
