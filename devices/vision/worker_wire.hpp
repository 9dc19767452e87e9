// What the device process and its decoding worker say to each other over a SOCK_SEQPACKET pair. The pixels
// themselves are in memory that both share. The worker runs libraries on bytes from anywhere, so its replies
// are read as if a stranger had written them. Pure.
#pragma once

#include "devices/vision/code.hpp"
#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

namespace outpost::dev::vision {

inline constexpr std::size_t max_reply_bytes =
    128 << 10;  ///< under the socket's buffer; codes beyond it are left out
inline constexpr std::size_t max_codes = 32;
inline constexpr std::size_t max_text_bytes =
    8 << 10;  ///< a QR code holds 2,953 bytes, two in UTF-8 for each at most

/// What is at the beginning of the shared memory.
enum class FrameKind : std::uint32_t { file, gray };

struct WorkRequest {
  std::uint64_t job = 0;
  FrameKind kind = FrameKind::file;
  std::int32_t width = 0, height = 0, stride = 0;  ///< gray only
  std::uint64_t length = 0;                        ///< bytes in the shared memory
  bool still = false, careful = false;
  Micros budget_us = 0;
};

struct WorkReply {
  std::uint64_t job = 0;  ///< 0 = the worker is there and waits
  std::int32_t width = 0, height = 0;
  Micros took_us = 0;
  std::string error;  ///< name, "" = read (with or without a code)
  std::string text;   ///< of the error, for a person
  std::vector<FoundCode> codes;
};

Bytes encode_request(const WorkRequest& request);
/// Error `worker-malformed`.
Result<WorkRequest> decode_request(ByteView bytes);
Bytes encode_reply(const WorkReply& reply);
/// Error `worker-malformed`.
Result<WorkReply> decode_reply(ByteView bytes);

}  // namespace outpost::dev::vision
