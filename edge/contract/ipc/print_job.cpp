#include "edge/contract/ipc/print_job.hpp"

#include "edge/base/bytes.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace outpost::ipc {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> aligns = {"left", "center", "right"};

Error malformed(const std::string& why) {
  return fail(Code::invalid, "print-malformed", "A print job is malformed: " + why + ".");
}

Error too_large(const std::string& why) {
  return fail(Code::too_large, "print-too-large", "A print job is too large: " + why + ".");
}

/// A control character in a text would be a command to the printer.
bool printable(const std::string& text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
         });
}

Result<int> number(const json& j, const char* key, int fallback, int least, int most) {
  const auto i = j.find(key);
  if (i == j.end()) return fallback;
  if (!i->is_number_integer() || *i < least || *i > most)
    return malformed(std::string(key) + " must be from " + std::to_string(least) + " to " +
                     std::to_string(most));
  return i->get<int>();
}

Result<std::string> text_of(const json& value, std::size_t limit) {
  if (!value.is_string()) return malformed("a text is not a string");
  auto text = value.get<std::string>();
  if (text.size() > limit) return too_large("one text has more than " + std::to_string(limit) + " bytes");
  if (!printable(text)) return malformed("a text is not UTF-8 or holds control characters");
  return text;
}

Result<void> read_text(const json& j, PrintLine& out) {
  OUTPOST_TRY(out.text, text_of(j.at("text"), max_print_text_bytes));
  out.bold = j.value("bold", false);
  const auto align = std::find(aligns.begin(), aligns.end(), j.value("align", "left"));
  if (align == aligns.end()) return malformed("align must be left, center or right");
  out.align = static_cast<PrintLine::Align>(align - aligns.begin());
  OUTPOST_TRY(out.size, number(j, "size", 1, 1, 4));
  return {};
}

/// Rows of one length, kept as lines of text.
Result<void> read_modules(const json& j, PrintLine& out) {
  out.kind = PrintLine::Kind::modules;
  const auto& rows = j.at("modules");
  if (!rows.is_array() || rows.empty()) return malformed("modules is not a list of rows");
  if (rows.size() > max_print_modules)
    return too_large("more than " + std::to_string(max_print_modules) + " rows");
  std::size_t width = 0;
  for (const auto& r : rows) {
    OUTPOST_TRY(const auto row, text_of(r, max_print_modules));
    if (row.empty() || row.find_first_not_of("01") != row.npos || (width != 0 && row.size() != width))
      return malformed("a row of modules is not 0 and 1 of one length");
    width = row.size();
    out.text += (out.text.empty() ? "" : "\n") + row;
  }
  OUTPOST_TRY(out.size, number(j, "size", 4, 1, 12));
  OUTPOST_TRY(out.height, number(j, "height", 0, 0, max_print_row_dots));
  return {};
}

Result<PrintLine> read_line(const json& j) {
  PrintLine out;
  if (!j.is_object()) return malformed("a line is not an object");
  if (j.contains("text")) {
    OUTPOST_CHECK(read_text(j, out));
  } else if (j.contains("qr")) {
    out.kind = PrintLine::Kind::qr;
    OUTPOST_TRY(out.text, text_of(j.at("qr"), max_print_qr_bytes));
    OUTPOST_TRY(out.size, number(j, "size", 6, 1, 12));
  } else if (j.contains("modules")) {
    OUTPOST_CHECK(read_modules(j, out));
  } else if (j.contains("feed")) {
    out.kind = PrintLine::Kind::feed;
    OUTPOST_TRY(out.feed, number(j, "feed", 1, 1, 20));
  } else if (j.contains("cut")) {
    out.kind = PrintLine::Kind::cut;
  } else {
    return malformed("a line has none of text, qr, modules, feed and cut");
  }
  return out;
}

Result<PrintJob> read_job(const json& body) {
  const auto job = body.is_object() ? body.find("job") : body.end();
  if (job == body.end() || !job->is_object()) return malformed("it has no job");
  const auto lines = job->find("lines");
  if (lines == job->end() || !lines->is_array()) return malformed("it has no lines");
  if (lines->size() > max_print_lines)
    return too_large("more than " + std::to_string(max_print_lines) + " lines");
  PrintJob out;
  OUTPOST_TRY(out.columns, number(*job, "columns", 48, 16, 64));
  out.duplicate = job->value("duplicate", false);
  for (const auto& j : *lines) {
    OUTPOST_TRY(auto line, read_line(j));
    out.lines.push_back(std::move(line));
  }
  return out;
}

json write_modules(const PrintLine& line) {
  json rows = json::array();
  for (std::size_t at = 0; at < line.text.size();) {
    const auto end = std::min(line.text.find('\n', at), line.text.size());
    rows.push_back(line.text.substr(at, end - at));
    at = end + 1;
  }
  return {{"modules", std::move(rows)}, {"size", line.size}, {"height", line.height}};
}

json write_line(const PrintLine& line) {
  switch (line.kind) {
  case PrintLine::Kind::qr: return {{"qr", line.text}, {"size", line.size}};
  case PrintLine::Kind::feed: return {{"feed", line.feed}};
  case PrintLine::Kind::cut: return {{"cut", true}};
  case PrintLine::Kind::modules: return write_modules(line);
  case PrintLine::Kind::text: break;
  }
  json j = {{"text", line.text}};
  if (line.align != PrintLine::Align::left) j["align"] = aligns[static_cast<std::size_t>(line.align)];
  if (line.bold) j["bold"] = true;
  if (line.size != 1) j["size"] = line.size;
  return j;
}

}  // namespace

std::string encode_print(const PrintJob& job) {
  json lines = json::array();
  for (const auto& line : job.lines) lines.push_back(write_line(line));
  json j = {{"columns", job.columns}, {"lines", std::move(lines)}};
  if (job.duplicate) j["duplicate"] = true;
  return json{{"job", std::move(j)}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<PrintJob> decode_print(std::string_view body) {
  try {
    return read_job(json::parse(body));
  } catch (const json::exception&) {  // not JSON, or a field of another type
    return malformed("it is not JSON of the expected shape");
  }
}

}  // namespace outpost::ipc
