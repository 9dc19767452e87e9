#include "edge/contract/sync/frame.hpp"

#include <memory>
#include <zstd.h>

namespace outpost::wire {
namespace {

constexpr int level = 1;
constexpr std::uint8_t flag_packed = 1;

Error malformed(const char* why) {
  return fail(Code::invalid, "wire-malformed", std::string("A sync message is malformed: ") + why + ".");
}

struct FreeContext {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
};

/// Kept for the thread: making one costs more than a batch does.
ZSTD_CCtx* packer() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  return context.get();
}
ZSTD_DCtx* unpacker() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  return context.get();
}

}  // namespace

std::string join_frame(std::string_view head, ByteView payload, bool packed) {
  std::string out;
  out.reserve(frame_prefix_bytes + head.size() + payload.size());
  out += "OP";
  out += static_cast<char>(frame_version);
  out += static_cast<char>(packed ? flag_packed : 0);
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((head.size() >> shift) & 0xff);
  out += head;
  out += as_text(payload);
  return out;
}

Result<Frame> split_frame(std::string_view bytes) {
  if (bytes.size() > max_frame_bytes)
    return fail(Code::too_large, "wire-too-large", "A sync message is larger than 10 MiB.");
  if (bytes.size() < frame_prefix_bytes || !bytes.starts_with("OP"))
    return malformed("it does not begin as one");
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (at(2) != frame_version)
    return fail(Code::unsupported, "wire-version",
                "The other side speaks another version of the sync protocol.");
  std::size_t head = 0;
  for (std::size_t i = 0; i < 4; ++i) head |= static_cast<std::size_t>(at(4 + i)) << (8 * i);
  if (head > max_head_bytes || head > bytes.size() - frame_prefix_bytes) return malformed("its head is cut");
  Frame out;
  out.head = bytes.substr(frame_prefix_bytes, head);
  out.payload = as_bytes(bytes.substr(frame_prefix_bytes + head));
  out.packed = (at(3) & flag_packed) != 0;
  return out;
}

Bytes pack(ByteView plain) {
  Bytes out(ZSTD_compressBound(plain.size()));
  const auto n = ZSTD_compressCCtx(packer(), out.data(), out.size(), plain.data(), plain.size(), level);
  out.resize(ZSTD_isError(n) ? 0 : n);  // cannot fail: the room is the bound
  return out;
}

Result<Bytes> unpack(ByteView packed, std::size_t limit_bytes) {
  const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
    return malformed("its payload is not zstd");
  if (size > limit_bytes)
    return fail(Code::too_large, "wire-too-large", "A sync message unpacks to more than its bound.");
  Bytes out(static_cast<std::size_t>(size));
  const auto n = ZSTD_decompressDCtx(unpacker(), out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(n) || n != out.size()) return malformed("its payload cannot be unpacked");
  return out;
}

}  // namespace outpost::wire
