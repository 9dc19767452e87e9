#include "devices/vision/worker_wire.hpp"

#include "devices/vision/image_header.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace outpost::dev::vision {
namespace {

constexpr std::size_t max_word_bytes = 1 << 10;      // names and sentences
constexpr std::uint64_t longest_us = 3'600'000'000;  // nobody waits an hour for a frame

class WireWriter {
public:
  explicit WireWriter(Bytes& out) : out_(out) {}
  template <class T> void number(T value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < 8; ++i) out_.push_back(static_cast<std::uint8_t>(bits >> 8 * i));
  }
  void real(float value) { number(std::bit_cast<std::uint32_t>(value)); }
  void text(std::string_view s) {
    number(s.size());
    out_.insert(out_.end(), s.begin(), s.end());
  }

private:
  Bytes& out_;
};

/// Never reads past the end; after the first failure everything is zero and good() is false.
class WireReader {
public:
  explicit WireReader(ByteView bytes) : rest_(bytes) {}
  std::uint64_t number() {
    if (rest_.size() < 8) return fail_();
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < 8; ++i) v |= static_cast<std::uint64_t>(rest_[i]) << 8 * i;
    rest_ = rest_.subspan(8);
    return v;
  }
  std::int32_t small() { return static_cast<std::int32_t>(number()); }
  float real() { return std::bit_cast<float>(static_cast<std::uint32_t>(number())); }
  std::string text(std::size_t most) {
    const auto n = number();
    if (n > most || n > rest_.size()) return fail_(), std::string();
    std::string s(as_text(rest_.first(static_cast<std::size_t>(n))));
    rest_ = rest_.subspan(static_cast<std::size_t>(n));
    return s;
  }
  std::int32_t within(std::int64_t least, std::int64_t most) {
    const auto v = static_cast<std::int64_t>(number());
    return static_cast<std::int32_t>(v >= least && v <= most ? v : static_cast<std::int64_t>(fail_()));
  }
  /// In or near a picture: what is bent is followed beyond its edge, but not for ever.
  float coordinate() {
    const float v = real();
    return std::isfinite(v) && std::abs(v) <= 4.F * max_side ? v : static_cast<float>(fail_());
  }
  bool flag() { return below(2) != 0; }
  std::uint64_t below(std::uint64_t bound) {
    const auto v = number();
    return v < bound ? v : fail_();
  }
  bool done() const { return good_ && rest_.empty(); }

private:
  std::uint64_t fail_() {
    good_ = false;
    rest_ = {};
    return 0;
  }
  ByteView rest_;
  bool good_ = true;
};

Error malformed() { return fail(Code::corrupt, "worker-malformed", "The decoding worker sent nonsense."); }

void put_code(WireWriter& w, const FoundCode& code) {
  w.number(static_cast<std::uint64_t>(code.symbology));
  w.text(code.text);
  for (const auto& p : code.corners) w.real(p.x), w.real(p.y);
  w.number(static_cast<std::uint64_t>(code.evidence.stage));
  w.number(code.evidence.looks);
  w.real(code.evidence.margin);
}

FoundCode take_code(WireReader& r) {
  FoundCode code;
  code.symbology = static_cast<Symbology>(r.below(7));
  code.text = r.text(max_text_bytes);
  for (auto& p : code.corners) p.x = r.coordinate(), p.y = r.coordinate();
  code.evidence.stage = static_cast<Stage>(r.below(5));
  code.evidence.looks = r.within(0, 1'000'000);
  code.evidence.margin = r.real();
  return code;
}

void put_preview(WireWriter& w, const Preview& p) {
  w.number(p.width), w.number(p.height);
  w.number(p.left), w.number(p.top), w.number(p.of_width), w.number(p.of_height);
  w.number(p.hidden);
  w.number(p.focus), w.number(p.mean), w.number(p.dark_permille), w.number(p.bright_permille);
  w.text(as_text(p.jpeg).substr(0, max_preview_bytes));
}

Preview take_preview(WireReader& r) {
  Preview p;
  p.width = r.within(0, max_preview_side), p.height = r.within(0, max_preview_side);
  p.left = r.within(0, max_side), p.top = r.within(0, max_side);
  p.of_width = r.within(0, max_side), p.of_height = r.within(0, max_side);
  p.hidden = r.flag();
  p.focus = r.within(-1, 100), p.mean = r.within(0, 255);
  p.dark_permille = r.within(0, 1'000), p.bright_permille = r.within(0, 1'000);
  const auto jpeg = r.text(max_preview_bytes);
  p.jpeg.assign(jpeg.begin(), jpeg.end());
  return p;
}

PreviewWish take_wish(WireReader& r) {
  PreviewWish w;
  w.side = r.within(0, max_preview_side);
  w.left = r.within(0, whole_side), w.top = r.within(0, whole_side);
  w.right = r.within(w.left, whole_side), w.bottom = r.within(w.top, whole_side);
  return w;
}

/// Cut to what a person reads; a text is told whole in `codes`.
Bytes account_bytes(const Account& account) {
  Bytes out;
  WireWriter w(out);
  const auto passes = std::min(account.passes.size(), max_passes);
  w.number(passes);
  for (std::size_t i = 0; i < passes; ++i) {
    const auto& pass = account.passes[i];
    w.text(std::string_view(pass.name).substr(0, max_word_bytes));
    w.number(pass.took), w.number(pass.looks);
  }
  const auto texts = std::min(account.texts.size(), max_judged);
  w.number(texts);
  for (std::size_t i = 0; i < texts; ++i) {
    Judged judged = account.texts[i];
    judged.code.text.resize(std::min(judged.code.text.size(), max_judged_bytes));
    put_code(w, judged.code);
    w.number(static_cast<std::uint64_t>(judged.verdict));
    w.real(judged.needed);
  }
  return out;
}

Account take_account(WireReader& r) {
  Account out;
  const auto passes = r.below(max_passes + 1);
  for (std::uint64_t i = 0; i < passes; ++i) {
    auto name = r.text(max_word_bytes);
    const auto took = static_cast<Micros>(r.below(longest_us));
    out.passes.push_back({std::move(name), took, r.within(0, 1'000'000)});
  }
  const auto texts = r.below(max_judged + 1);
  for (std::uint64_t i = 0; i < texts; ++i) {
    Judged judged;
    judged.code = take_code(r);
    judged.verdict = static_cast<Verdict>(r.below(verdicts));
    judged.needed = r.real();
    out.texts.push_back(std::move(judged));
  }
  return out;
}

/// The worker reads what a request describes: it must lie within the slot, whoever wrote the request.
bool lies_within_its_slot(const WorkRequest& q) {
  if (q.length > slot_bytes) return false;
  if (q.kind == FrameKind::file) return true;
  if (q.width < 1 || q.width > max_side || q.height < 1 || q.height > max_side || q.stride < q.width)
    return false;
  return static_cast<std::uint64_t>(q.stride) * static_cast<std::uint64_t>(q.height) <= q.length;
}

}  // namespace

Bytes encode_request(const WorkRequest& q) {
  Bytes out;
  WireWriter w(out);
  w.number(q.job);
  w.number(static_cast<std::uint64_t>(q.kind));
  w.number(q.slot);
  w.number(q.width), w.number(q.height), w.number(q.stride);
  w.number(q.length);
  w.number(q.still), w.number(q.careful), w.number(q.may_skip), w.number(q.explain);
  w.number(q.budget_us);
  const auto& p = q.preview;
  w.number(p.side), w.number(p.left), w.number(p.top), w.number(p.right), w.number(p.bottom);
  return out;
}

Result<WorkRequest> decode_request(ByteView bytes) {
  WireReader r(bytes);
  WorkRequest q;
  q.job = r.number();
  q.kind = static_cast<FrameKind>(r.below(2));
  q.slot = r.within(0, ring_slots - 1);
  q.width = r.small(), q.height = r.small(), q.stride = r.small();
  q.length = r.number();
  q.still = r.flag(), q.careful = r.flag(), q.may_skip = r.flag(), q.explain = r.flag();
  q.budget_us = static_cast<Micros>(r.number());
  q.preview = take_wish(r);
  if (!r.done() || !lies_within_its_slot(q)) return malformed();
  return q;
}

Bytes encode_reply(const WorkReply& reply) {
  const Bytes account = account_bytes(reply.account);
  const auto beside =
      account.size() + std::min(reply.preview.jpeg.size(), max_preview_bytes) + 4 * max_word_bytes;
  Bytes codes;
  WireWriter c(codes);
  std::uint64_t count = 0;
  for (const auto& code : reply.codes) {
    if (count == max_codes || code.text.size() > max_text_bytes) continue;
    const auto before = codes.size();
    put_code(c, code);
    if (codes.size() + beside > max_reply_bytes) {
      codes.resize(before);
      break;
    }
    ++count;
  }
  Bytes out;
  WireWriter w(out);
  w.number(reply.job);
  w.number(reply.width), w.number(reply.height);
  w.number(reply.took_us), w.number(reply.opened_us);
  w.number(reply.same), w.number(reply.skipped);
  w.number(reply.darkest), w.number(reply.brightest);
  w.text(std::string_view(reply.error).substr(0, max_word_bytes));
  w.text(std::string_view(reply.text).substr(0, max_word_bytes));
  put_preview(w, reply.preview);
  w.number(count);
  out.insert(out.end(), codes.begin(), codes.end());
  out.insert(out.end(), account.begin(), account.end());
  return out;
}

Result<WorkReply> decode_reply(ByteView bytes) {
  WireReader r(bytes);
  WorkReply reply;
  reply.job = r.number();
  reply.width = r.within(0, max_side), reply.height = r.within(0, max_side);
  reply.took_us = static_cast<Micros>(r.below(longest_us)),
  reply.opened_us = static_cast<Micros>(r.below(longest_us));
  reply.same = r.flag(), reply.skipped = r.flag();
  reply.darkest = r.within(0, 255), reply.brightest = r.within(0, 255);
  reply.error = r.text(max_word_bytes);
  reply.text = r.text(max_word_bytes);
  reply.preview = take_preview(r);
  const auto count = r.below(max_codes + 1);
  for (std::uint64_t i = 0; i < count; ++i) reply.codes.push_back(take_code(r));
  reply.account = take_account(r);
  if (!r.done()) return malformed();
  return reply;
}

}  // namespace outpost::dev::vision
