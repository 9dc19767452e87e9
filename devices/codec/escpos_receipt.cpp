#include "devices/codec/escpos_receipt.hpp"

#include "devices/codec/gb18030.hpp"

#include <algorithm>
#include <numeric>

namespace outpost::dev::escpos {
namespace {

using ipc::PrintLine;

constexpr std::uint8_t esc = 0x1B, fs = 0x1C, gs = 0x1D, line_feed = 0x0A;
constexpr int dots_a_line = 30;
constexpr std::uint8_t qr_level_m = 0x31;  // restores 15 %: receipts get creased

void put(Bytes& out, std::initializer_list<int> bytes) {
  for (const int b : bytes) out.push_back(static_cast<std::uint8_t>(b));
}

void put(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

/// How many bytes of `text` fit into `cells` columns; never half a character, at least one.
std::size_t fitting(ByteView text, std::size_t cells) {
  std::size_t n = 0;
  while (n < text.size()) {
    const std::size_t width = text[n] < 0x80 ? 1 : 2;
    if (n + width > cells && n > 0) break;
    n = std::min(n + width, text.size());
  }
  return n;
}

class Encoder {
public:
  explicit Encoder(int columns) : columns_(static_cast<std::size_t>(columns)) {
    // Initialise, whatever the last job left behind; then Chinese mode, in which ASCII stays ASCII.
    put(part_, {esc, 0x40, fs, 0x26});
  }

  Result<void> line(const PrintLine& line) {
    Bytes bytes;
    switch (line.kind) {
    case PrintLine::Kind::text: OUTPOST_CHECK(text(line, bytes)); break;
    case PrintLine::Kind::qr: qr(line, bytes); break;
    case PrintLine::Kind::feed: put(bytes, {esc, 0x64, line.feed}), out_.lines += line.feed; break;
    case PrintLine::Kind::cut: put(bytes, {gs, 0x56, 0x41, 0x00}); break;
    case PrintLine::Kind::modules: modules(line); break;
    }
    append(bytes);
    return {};
  }

  Receipt finish() {
    if (!part_.empty()) out_.parts.push_back(std::move(part_));
    return std::move(out_);
  }

private:
  void append(ByteView bytes) {
    if (part_.size() + bytes.size() > max_part_bytes) out_.parts.push_back(std::exchange(part_, {}));
    put(part_, bytes);
  }

  Result<void> text(const PrintLine& line, Bytes& out) {
    OUTPOST_TRY(const auto gb, to_gb18030(line.text));
    out_.replaced_glyphs += gb.replaced;
    const int scale = line.size - 1;
    put(out, {esc, 0x61, static_cast<int>(line.align), esc, 0x45, line.bold ? 1 : 0, gs, 0x21,
              scale << 4 | scale});
    const std::size_t cells = std::max<std::size_t>(columns_ / static_cast<std::size_t>(line.size), 2);
    ByteView rest = gb.bytes;
    do {
      const auto n = fitting(rest, cells);
      put(out, rest.first(n));
      out.push_back(line_feed);
      rest = rest.subspan(n);
      out_.lines += line.size;
    } while (!rest.empty());
    return {};
  }

  void qr(const PrintLine& line, Bytes& out) {
    const int stored = static_cast<int>(line.text.size()) + 3;
    put(out, {esc, 0x61, 1});
    put(out, {gs, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0});
    put(out, {gs, 0x28, 0x6B, 3, 0, 0x31, 0x43, line.size});
    put(out, {gs, 0x28, 0x6B, 3, 0, 0x31, 0x45, qr_level_m});
    put(out, {gs, 0x28, 0x6B, stored & 0xFF, stored >> 8, 0x31, 0x50, 0x30});
    put(out, as_bytes(line.text));
    put(out, {gs, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30});
    put(out, {line_feed});
    out_.lines += 10;  // about 30 mm
  }

  /// Raster images (GS v 0) one below the other: cut anywhere between rows they are one picture on the paper.
  void modules(const PrintLine& line) {
    put(part_, {esc, 0x61, 1});
    const int height = line.height ? line.height : line.size;
    int dots = 0;
    for (std::size_t at = 0; at < line.text.size();) {
      const auto end = std::min(line.text.find('\n', at), line.text.size());
      const Bytes row = row_of_dots(std::string_view(line.text).substr(at, end - at), line.size);
      raster(row, height);
      dots += height;
      at = end + 1;
    }
    out_.lines += (dots + dots_a_line - 1) / dots_a_line;
  }

  static Bytes row_of_dots(std::string_view modules, int size) {
    Bytes out((modules.size() * static_cast<std::size_t>(size) + 7) / 8);
    for (std::size_t i = 0; i < modules.size() * static_cast<std::size_t>(size); ++i)
      if (modules[i / static_cast<std::size_t>(size)] == '1')
        out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | 0x80 >> i % 8);
    return out;
  }

  void raster(const Bytes& row, int height) {
    const int most = std::max(1, static_cast<int>((max_part_bytes - 8) / row.size()));
    while (height > 0) {
      const int rows = std::min(height, most);
      Bytes band;
      put(band, {gs, 0x76, 0x30, 0, static_cast<int>(row.size() & 0xFF), static_cast<int>(row.size() >> 8),
                 rows & 0xFF, rows >> 8});
      for (int i = 0; i < rows; ++i) put(band, ByteView(row));
      append(band);
      height -= rows;
    }
  }

  std::size_t columns_;
  Bytes part_;
  Receipt out_;
};

PrintLine duplicate_mark() {
  PrintLine mark;
  mark.text = "*** 重打 DUPLICATE ***";
  mark.align = PrintLine::Align::center;
  mark.bold = true;
  return mark;
}

}  // namespace

std::size_t Receipt::size() const {
  return std::accumulate(parts.begin(), parts.end(), std::size_t{0},
                         [](std::size_t n, const Bytes& part) { return n + part.size(); });
}

Result<Receipt> encode_receipt(const ipc::PrintJob& job, int columns) {
  Encoder encoder(columns);
  if (job.duplicate) OUTPOST_CHECK(encoder.line(duplicate_mark()));
  for (const auto& line : job.lines) OUTPOST_CHECK(encoder.line(line));
  return encoder.finish();
}

}  // namespace outpost::dev::escpos
