#include "devices/codec/gb18030.hpp"

#include <cerrno>
#include <iconv.h>

namespace outpost::dev {
namespace {

/// iconv's conversion from the C library, closed at the end.
class Converter {
public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (good()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool good() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  /// Converts as far as it can; moves `in` on. 0, or the errno that stopped it.
  int run(std::string_view& in, Bytes& out) {
    auto* source = const_cast<char*>(in.data());  // iconv's signature; it does not write there
    std::size_t left = in.size(), done = out.size();
    out.resize(done + left * 4 + 4);
    auto* target = reinterpret_cast<char*>(out.data() + done);
    std::size_t room = out.size() - done;
    const bool all = iconv(handle_, &source, &left, &target, &room) != static_cast<std::size_t>(-1);
    const int error = all ? 0 : errno;
    out.resize(out.size() - room);
    in.remove_prefix(in.size() - left);
    return error;
  }

private:
  iconv_t handle_;
};

bool is_four_bytes(ByteView b, std::size_t at) {
  return at + 3 < b.size() && b[at] >= 0x81 && b[at + 1] >= 0x30 && b[at + 1] <= 0x39;
}

GbText without_rare(const Bytes& all) {
  GbText out;
  for (std::size_t i = 0; i < all.size();) {
    if (is_four_bytes(all, i)) {
      out.bytes.push_back('?');
      ++out.replaced;
      i += 4;
      continue;
    }
    const std::size_t n = all[i] < 0x80 ? 1 : 2;
    for (std::size_t k = 0; k < n && i < all.size(); ++k) out.bytes.push_back(all[i++]);
  }
  return out;
}

}  // namespace

Result<GbText> to_gb18030(std::string_view utf8) {
  if (!is_utf8(utf8)) return fail(Code::invalid, "text-not-utf8", "A text to print is not UTF-8.");
  Converter converter("GB18030", "UTF-8");
  if (!converter.good())
    return fail(Code::unsupported, "no-gb18030", "This system's C library cannot convert to GB18030.");
  Bytes all;
  while (!utf8.empty() && converter.run(utf8, all) != 0) {
    all.insert(all.end(), {0x81, 0x30, 0x81, 0x30});  // stands for one character without a glyph
    do utf8.remove_prefix(1);
    while (!utf8.empty() && (static_cast<std::uint8_t>(utf8.front()) & 0xC0) == 0x80);
  }
  return without_rare(all);
}

std::string from_gb18030(ByteView bytes) {
  Converter converter("UTF-8", "GB18030");
  if (!converter.good()) return std::string(bytes.size(), '?');
  std::string_view in = as_text(bytes);
  Bytes out;
  while (!in.empty() && converter.run(in, out) != 0) {
    for (const char c : std::string_view("\xEF\xBF\xBD")) out.push_back(static_cast<std::uint8_t>(c));
    in.remove_prefix(1);
  }
  return std::string(as_text(out));
}

}  // namespace outpost::dev
