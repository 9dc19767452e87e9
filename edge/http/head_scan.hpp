// Whether a request can be read without waiting, judged from the bytes that are there. Not a parser: it finds
// the end of the head and the announced length, and POCO reads the request.
#pragma once

#include <cstddef>
#include <string_view>

namespace outpost::http {

enum class HeadState {
  partial,    ///< more of the head, or of a small body, is on its way
  ready,      ///< a worker can read it now (a large body it must wait for)
  too_large,  ///< no end of the head within max_head_bytes
};

/// `bytes` from the beginning of the request. A body of at most `small_body` bytes is waited for; a larger
/// one, or one that waits for "100 Continue", is a worker's business.
HeadState scan_head(std::string_view bytes, std::size_t small_body);

}  // namespace outpost::http
