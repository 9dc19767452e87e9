#include "devices/sim/escpos_reader.hpp"

#include "devices/codec/gb18030.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::uint8_t dle = 0x10, esc = 0x1B, fs = 0x1C, gs = 0x1D;

struct Row {
  std::uint8_t lead;
  char code;
  std::uint8_t arguments;
};

/// Commands of a fixed length. Those that this printer does not act on are here too, so that the stream stays
/// in step.
constexpr std::array<Row, 44> rows = {{
    {dle, 0x04, 1}, {dle, 0x05, 1}, {dle, 0x14, 3}, {esc, '@', 0},  {esc, '!', 1}, {esc, 'a', 1},
    {esc, 'E', 1},  {esc, 'G', 1},  {esc, 'd', 1},  {esc, 'J', 1},  {esc, 'p', 3}, {esc, 't', 1},
    {esc, 'R', 1},  {esc, '2', 0},  {esc, '3', 1},  {esc, 'M', 1},  {esc, '-', 1}, {esc, '{', 1},
    {esc, 'V', 1},  {esc, ' ', 1},  {esc, '$', 2},  {esc, '\\', 2}, {esc, '=', 1}, {esc, 'c', 2},
    {esc, 'S', 0},  {esc, 'L', 0},  {fs, '&', 0},   {fs, '.', 0},   {fs, '!', 1},  {fs, 'S', 2},
    {fs, '-', 1},   {fs, 'W', 1},   {fs, 'C', 1},   {gs, '!', 1},   {gs, 'L', 2},  {gs, 'W', 2},
    {gs, 'B', 1},   {gs, 'r', 1},   {gs, 'a', 1},   {gs, 'h', 1},   {gs, 'w', 1},  {gs, 'H', 1},
    {gs, 'P', 2},   {gs, 'f', 1},
}};

const Row* find_row(std::uint8_t lead, std::uint8_t code) {
  const auto i = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
    return r.lead == lead && static_cast<std::uint8_t>(r.code) == code;
  });
  return i == rows.end() ? nullptr : &*i;
}

paper::Align align_of(std::uint8_t n) {
  if (n == 1 || n == '1') return paper::Align::center;
  return n == 2 || n == '2' ? paper::Align::right : paper::Align::left;
}

std::size_t u16(ByteView b, std::size_t at) { return b[at] | static_cast<std::size_t>(b[at + 1]) << 8; }

}  // namespace

int EscposReader::feed(ByteView bytes) {
  moved_ = 0;
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  std::size_t at = 0;
  while (at < pending_.size()) {
    const auto n = step(ByteView(pending_).subspan(at));
    if (n == 0) break;  // the rest of this command has not come yet
    at += n;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
  return moved_;
}

void EscposReader::power_cycle() {
  pending_.clear();
  reset();
}

/// How many bytes were used; 0 = more must come.
std::size_t EscposReader::step(ByteView b) {
  const auto c = b[0];
  if (c == dle || c == esc || c == fs || c == gs) {
    if (b.size() < 2) return 0;
    if (c == gs && (b[1] == 'V' || b[1] == '(' || b[1] == 'v' || b[1] == 'k')) return variable(b);
    if (c == esc && b[1] == '*') return bit_image(b);
    if (const auto* row = find_row(c, b[1])) return command(b, row->arguments);
    ++unknown_;
    return 1;
  }
  if (c == '\n') return end_line(), 1;
  if (c == '\r') return 1;
  if (c < 0x20 || c == 0x7F) return ++unknown_, 1;
  return text(b);
}

std::size_t EscposReader::text(ByteView b) {
  if (b[0] < 0x80) return put(std::string(1, static_cast<char>(b[0])), 1), 1;
  if (!chinese_ || b[0] == 0x80 || b[0] == 0xFF) return ++missing_, put("□", 1), 1;
  if (b.size() < 2) return 0;
  if (b[1] >= 0x30 && b[1] <= 0x39) {  // four bytes: the font has none of these
    if (b.size() < 4) return 0;
    return ++missing_, put("□", 2), 4;
  }
  const std::string utf8 = from_gb18030(b.first(2));
  if (utf8.find("\xEF\xBF\xBD") != utf8.npos) return ++missing_, put("□", 1), 1;
  return put(utf8, 2), 2;
}

std::size_t EscposReader::command(ByteView b, std::size_t arguments) {
  if (b.size() < 2 + arguments) return 0;
  apply(b[0], b[1], b.subspan(2, arguments));
  return 2 + arguments;
}

/// GS V, GS (, GS v and GS k have lengths of their own.
std::size_t EscposReader::variable(ByteView b) {
  if (b.size() < 3) return 0;
  const auto code = b[1];
  if (code == 'V') {
    const std::size_t n = b[2] >= 65 ? 4 : 3;
    if (b.size() < n) return 0;
    cut();
    return n;
  }
  if (code == 'k') {  // a bar code, ended by NUL or with a length; not drawn
    if (b[2] >= 65) return b.size() < 4 ? 0 : (b.size() < 4u + b[3] ? 0 : 4u + b[3]);
    const auto nul = std::find(b.begin() + 3, b.end(), std::uint8_t{0});
    if (nul == b.end()) return b.size() > 255 ? 3 : 0;
    return static_cast<std::size_t>(nul - b.begin()) + 1;
  }
  const std::size_t head = code == '(' ? 5 : 8;
  if (b.size() < head) return 0;
  const std::size_t size = code == '(' ? u16(b, 3) : u16(b, 4) * u16(b, 6);
  if (size > max_command_bytes) return ++unknown_, 2;  // no printer holds that; the rest comes out as garbage
  if (b.size() < head + size) return 0;
  if (code == '(' && b[2] == 'k') qr(b.subspan(head, size));
  if (code == 'v') raster(u16(b, 4), b.subspan(head, size));
  return head + size;
}

/// ESC * m nL nH data: an image of one line; skipped.
std::size_t EscposReader::bit_image(ByteView b) const {
  if (b.size() < 5) return 0;
  const std::size_t size = u16(b, 3) * (b[2] >= 32 ? 3 : 1);
  return b.size() < 5 + size ? 0 : 5 + size;
}

void EscposReader::apply(std::uint8_t lead, std::uint8_t code, ByteView a) {
  if (lead == gs) return apply_group(code, a);
  if (lead == dle && code == 0x04) return questions_.push_back(a[0]);
  if (lead == fs && (code == '&' || code == '.')) chinese_ = code == '&';
  if (lead != esc) return;
  switch (code) {
  case '@': reset(); break;
  case 'a': align_ = align_of(a[0]); break;
  case 'E':
  case 'G': look_.bold = (a[0] & 1) != 0; break;
  case '!':
    look_.bold = (a[0] & 0x08) != 0;
    look_.height = (a[0] & 0x10) != 0 ? 2 : 1;
    look_.width = (a[0] & 0x20) != 0 ? 2 : 1;
    break;
  case 'd':
    if (!line_.runs.empty()) end_line();
    if (a[0] > 0) add(paper::Feed{a[0]}, a[0]);
    break;
  default: break;
  }
}

void EscposReader::apply_group(std::uint8_t code, ByteView a) {
  if (code != '!') return;
  look_.width = (a[0] >> 4 & 7) + 1;
  look_.height = (a[0] & 7) + 1;
}

/// GS ( k cn fn ...: cn 49 is QR.
void EscposReader::qr(ByteView data) {
  if (data.size() < 3 || data[0] != 0x31) return;
  switch (data[1]) {
  case 0x43: qr_.module_dots = std::clamp<int>(data[2], 1, 16); break;
  case 0x45: qr_.level = (data[2] - 0x30) & 3; break;
  case 0x50: qr_.content = std::string(as_text(data.subspan(3))); break;
  case 0x51:
    if (!line_.runs.empty()) end_line();
    qr_.align = align_;
    add(qr_, 10);
    break;
  default: break;
  }
}

/// What follows an image of the same width directly goes on with it, as on paper.
void EscposReader::raster(std::size_t row_bytes, ByteView bits) {
  if (row_bytes == 0 || bits.empty()) return;
  if (!line_.runs.empty()) end_line();
  auto* last = sheet_.items.empty() ? nullptr : std::get_if<paper::Raster>(&sheet_.items.back());
  if (!last || last->row_bytes != row_bytes || last->align != align_) {
    add(paper::Raster{align_, row_bytes, {}}, 0);
    last = sheet_.items.empty() ? nullptr : std::get_if<paper::Raster>(&sheet_.items.back());
  }
  if (last) last->bits.insert(last->bits.end(), bits.begin(), bits.end());
  moved_ += static_cast<int>(bits.size() / row_bytes) / 30 + 1;
}

void EscposReader::put(const std::string& character, int cells) {
  const int width = cells * look_.width;
  if (line_.cells + width > columns_ && line_.cells > 0) end_line();
  if (line_.runs.empty() || line_.runs.back().bold != look_.bold || line_.runs.back().width != look_.width ||
      line_.runs.back().height != look_.height)
    line_.runs.push_back(look_);
  line_.runs.back().text += character;
  line_.cells += width;
}

void EscposReader::end_line() {
  line_.align = align_;
  int height = 1;
  for (const auto& run : line_.runs) height = std::max(height, run.height);
  add(std::exchange(line_, {}), height);
}

void EscposReader::add(paper::Item item, int lines) {
  moved_ += lines;
  sheet_.items.push_back(std::move(item));
  if (sheet_.items.size() >= max_items) cut();
}

void EscposReader::cut() {
  if (!line_.runs.empty()) end_line();
  if (!sheet_.items.empty()) sheets_.push_back(std::exchange(sheet_, {}));
}

void EscposReader::reset() {
  line_ = {};
  align_ = paper::Align::left;
  look_ = {};
  chinese_ = true;  // as Chinese printers are delivered
  qr_ = {};
}

}  // namespace outpost::dev
