// What the device process and its decoding worker say to each other over a SOCK_SEQPACKET pair. The pixels
// themselves are in memory that both share: a ring of slots of one size, so that the next frame can be put
// down while the worker reads this one. The worker runs libraries on bytes from anywhere, so its replies
// are read as if a stranger had written them. Pure.
#pragma once

#include "devices/vision/account.hpp"
#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

namespace outpost::dev::vision {

inline constexpr std::size_t max_reply_bytes =
    128 << 10;  ///< under the socket's buffer; codes beyond it are left out
inline constexpr std::size_t max_codes = 32;
inline constexpr std::size_t max_text_bytes =
    8 << 10;  ///< a QR code holds 7,089 digits, or 2,953 bytes, two in UTF-8 for each at most
// Of an account: the cascade has fewer passes, and who asks why reads no more texts than this, nor longer
// ones.
inline constexpr std::size_t max_passes = 16, max_judged = 32, max_judged_bytes = 512;

/// One frame is read, one waits: a newer one is put over the one that waits.
inline constexpr int ring_slots = 2;
inline constexpr std::size_t slot_bytes = 33 << 20;  ///< the largest file, and a 4K frame in grey
inline constexpr std::size_t ring_bytes = ring_slots * slot_bytes;

/// What is at the beginning of the slot.
enum class FrameKind : std::uint32_t { file, gray };

inline constexpr std::size_t max_preview_bytes = 20 << 10;
inline constexpr int max_preview_side = 480, whole_side = 10'000;

/// Which part of the frame somebody wants to look at, and how large; parts of `whole_side`.
struct PreviewWish {
  std::int32_t side = 0;  ///< of the longer one, pixels; 0 = nobody looks
  std::int32_t left = 0, top = 0, right = whole_side, bottom = whole_side;
};

/// A small picture, and how good the frame is for reading (measure.hpp).
struct Preview {
  std::int32_t width = 0, height = 0;  ///< of the picture; 0 = there is none
  std::int32_t left = 0, top = 0;      ///< the part of the frame that it shows, in pixels of the frame
  std::int32_t of_width = 0, of_height = 0;
  bool hidden = false;  ///< made coarse: something is in it that is nobody's business
  std::int32_t focus = -1, mean = 0, dark_permille = 0, bright_permille = 0;
  Bytes jpeg;  ///< "" when the frame could not be made small enough
};

struct WorkRequest {
  std::uint64_t job = 0;
  FrameKind kind = FrameKind::file;
  int slot = 0;
  std::int32_t width = 0, height = 0, stride = 0;  ///< gray only
  std::uint64_t length = 0;                        ///< bytes in the slot
  bool still = false, careful = false;
  bool may_skip = false;  ///< not still: a frame that shows nothing new need not be read
  bool explain = false;   ///< still: the reply tells how its codes came about
  Micros budget_us = 0;
  PreviewWish preview;
};

struct WorkReply {
  std::uint64_t job = 0;  ///< 0 = the worker is there and waits
  std::int32_t width = 0, height = 0;
  Micros took_us = 0;
  Micros opened_us = 0;                       ///< of it: until the picture could be looked at
  bool same = false;                          ///< not still: nothing new since the frame that was read last
  bool skipped = false;                       ///< and therefore not read
  std::int32_t darkest = 0, brightest = 255;  ///< patch of it, grey levels
  std::string error;                          ///< name, "" = read (with or without a code)
  std::string text;                           ///< of the error, for a person
  std::vector<FoundCode> codes;
  Preview preview;  ///< only when it was wished for
  Account account;  ///< when it was asked for
};

Bytes encode_request(const WorkRequest& request);
/// Error `worker-malformed`; also for a frame that would not lie within its slot.
Result<WorkRequest> decode_request(ByteView bytes);
Bytes encode_reply(const WorkReply& reply);
/// Error `worker-malformed`.
Result<WorkReply> decode_reply(ByteView bytes);

}  // namespace outpost::dev::vision
