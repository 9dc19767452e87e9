#include "tests/fuzz/answers/plain.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::fuzz {
namespace {

using namespace dev;

unsigned number(const std::string& digits) { return static_cast<unsigned>(std::stoul(digits, nullptr, 16)); }

bool hexadecimal(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789ABCDEF") == text.npos;
}

// Lines without blanks, in capitals, without the echo and the notes of progress that may stand before data.
std::vector<std::string> tight_lines(const ElmReply& reply, const Subject& subject) {
  std::vector<std::string> out;
  for (const auto& line : reply.lines) {
    std::string s;
    for (const char c : line)
      if (c != ' ' && c != '\t') s += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    if (s == subject.sent) continue;
    // Glued to the answer. Behind the two digits of a short request one more would be a length ("03A").
    const bool length = subject.sent.size() < 4 && s.size() == subject.sent.size() + 1;
    if (!length && s.starts_with(subject.sent)) s.erase(0, subject.sent.size());
    s.erase(0, std::min(s.find_first_not_of('.'), s.size()));
    out.push_back(std::move(s));
  }
  return out;
}

// One CAN frame after another, without identifiers: length in the first half byte.
class Parts {
public:
  void frame(const std::string& digits) {
    if (digits.size() < 2) return;
    const unsigned low = number(digits.substr(1, 1));
    if (digits[0] == '0') messages.push_back(digits.substr(2, low * 2));
    if (digits[0] == '1' && digits.size() > 4) {
      want_ = 2 * (low << 8 | number(digits.substr(2, 2)));
      open_ = digits.substr(4);
      next_ = 1;
    }
    if (digits[0] == '2' && want_ > 0 && low == next_) {
      open_ += digits.substr(2);
      next_ = (next_ + 1) % 16;
      if (open_.size() < want_) return;
      messages.push_back(open_.substr(0, want_));
      want_ = 0;
    }
  }
  std::vector<std::string> messages;

private:
  std::string open_;
  std::size_t want_ = 0;
  unsigned next_ = 1;
};

std::vector<std::string> of_can(const std::vector<std::string>& lines, const std::string& source) {
  Parts parts;
  for (const auto& line : lines) {
    if (!hexadecimal(line) || !line.starts_with(source)) continue;
    auto digits = line.substr(source.size());
    // Some adapters show the number of bytes as one digit more.
    if (digits.size() % 2 == 1 && digits.size() == 1 + 2 * number(digits.substr(0, 1))) digits.erase(0, 1);
    if (digits.size() % 2 == 0) parts.frame(digits);
  }
  return parts.messages;
}

// "014", then "0:...", "1:..."; a message of one frame is its bytes.
std::vector<std::string> of_can_without_headers(const std::vector<std::string>& lines) {
  Parts parts;
  std::string length;
  for (const auto& line : lines) {
    const auto colon = line.find(':');
    if (colon == 1 && line[0] == '0' && !length.empty())
      parts.frame("1" + length + line.substr(2));
    else if (colon == 1)
      parts.frame("2" + line.substr(0, 1) + line.substr(2));
    else if (line.size() == 3)
      length = line;
    else if (hexadecimal(line))
      parts.messages.push_back(line);
  }
  return parts.messages;
}

unsigned check_byte(Bus bus, const std::vector<unsigned>& bytes) {
  unsigned sum = 0, crc = 0xFF;
  for (const auto byte : bytes) {
    sum += byte;
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = (crc & 0x80 ? crc << 1 ^ 0x1D : crc << 1) & 0xFF;
  }
  return bus == Bus::iso9141 || bus == Bus::kwp ? sum & 0xFF : crc ^ 0xFF;
}

std::string with_check_byte(Bus bus, const std::string& digits) {
  std::vector<unsigned> bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) bytes.push_back(number(digits.substr(i, 2)));
  return digits + fmt::format("{:02X}", check_byte(bus, bytes));
}

std::string header_of(Bus bus, const std::string& source, std::size_t bytes) {
  if (bus == Bus::kwp) return fmt::format("{:02X}F1{}", 0x80 | bytes, source);
  return (bus == Bus::j1850_pwm ? "416B" : "486B") + source;
}

std::vector<std::string> of_older_bus(const std::vector<std::string>& lines, Bus bus,
                                      const std::string& source) {
  std::vector<std::string> out;
  for (const auto& line : lines) {
    if (!hexadecimal(line) || line.size() < 10 || line.size() % 2 != 0) continue;
    const auto message = line.substr(6, line.size() - 8);
    if (line == with_check_byte(bus, header_of(bus, source, message.size() / 2) + message))
      out.push_back(message);
  }
  return out;
}

std::vector<std::string> frames_of(const std::string& message) {
  const auto bytes = message.size() / 2;
  if (bytes <= 7) return {fmt::format("{:02X}{}", bytes, message)};
  std::vector<std::string> out{fmt::format("1{:03X}{}", bytes, message.substr(0, 12))};
  for (std::size_t at = 12, n = 1; at < message.size(); at += 14, ++n)
    out.push_back(fmt::format("2{:X}{}", n % 16, message.substr(at, 14)));
  for (auto& frame : out) frame.resize(16, '0');
  return out;
}

}  // namespace

std::vector<std::string> said_by(const ElmReply& reply, const Subject& subject, const std::string& source) {
  const auto lines = tight_lines(reply, subject);
  if (is_can(subject.bus)) return subject.headers ? of_can(lines, source) : of_can_without_headers(lines);
  if (subject.headers) return of_older_bus(lines, subject.bus, source);
  std::vector<std::string> out;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(out), hexadecimal);
  return out;
}

std::vector<std::string> clean_lines(const std::vector<std::string>& messages, const Subject& subject,
                                     const std::string& source) {
  std::vector<std::string> out;
  for (const auto& m : messages) {
    if (!is_can(subject.bus)) {
      out.push_back(subject.headers
                        ? with_check_byte(subject.bus, header_of(subject.bus, source, m.size() / 2) + m)
                        : m);
    } else if (!subject.headers && m.size() <= 14) {
      out.push_back(m);
    } else if (!subject.headers) {
      out.push_back(fmt::format("{:03X}", m.size() / 2));
      out.push_back("0:" + m.substr(0, 12));
      for (std::size_t at = 12, n = 1; at < m.size(); at += 14, ++n)
        out.push_back(fmt::format("{:X}:{}", n % 16, m.substr(at, 14)));
    } else {
      for (const auto& frame : frames_of(m)) out.push_back(source + frame);
    }
  }
  return out;
}

}  // namespace outpost::fuzz
