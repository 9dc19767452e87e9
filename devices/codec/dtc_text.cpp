#include "devices/codec/dtc_text.hpp"

#include "devices/codec/dtc_words.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace outpost::dev {
namespace {

using Row = std::vector<std::string_view>;
using Rows = std::unordered_map<std::string_view, Row>;

Rows by_key(std::string_view file) {
  Rows out;
  for (auto& row : table_rows(data_file(file))) {
    const auto key = row[0];
    out.emplace(key, std::move(row));
  }
  return out;
}

/// Where each line of codes.tsv begins. 16 bytes a code; the cells are cut out when one is asked for.
std::vector<std::string_view> code_lines() {
  std::vector<std::string_view> out;
  auto text = data_file("dtc/codes.tsv");
  text.remove_prefix(text.find('\n') + 1);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1);
    out.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

struct Tables {
  DtcWords words{data_file("dtc/parts.tsv"), data_file("dtc/faults.tsv")};
  std::vector<std::string_view> codes =
      code_lines();  // in the order of the codes; a test holds the file to it
  Rows beginnings = by_key("dtc/beginnings.tsv");
  Rows meanings = by_key("dtc/meanings.tsv");
  Rows services = by_key("dtc/services.tsv");
};

const Tables& tables() {
  static const Tables all;
  return all;
}

Severity severity_of(std::string_view word) {
  if (word == "stop") return Severity::stop;
  return word == "watch" ? Severity::watch : Severity::soon;
}

void add_meaning(DtcText& out, std::string_view key) {
  const auto meaning = tables().meanings.find(key);
  if (meaning == tables().meanings.end()) return;
  const auto& row = meaning->second;  // key severity service en zh
  out.severity = severity_of(row[1]);
  out.service = row[2];
  out.meaning_en = row[3];
  out.meaning_zh = row[4];
  const auto service = tables().services.find(row[2]);
  if (service == tables().services.end()) return;
  out.service_en = service->second[1];
  out.service_zh = service->second[2];
}

std::string_view line_of(std::string_view code) {
  const auto& all = tables().codes;
  const auto i =
      std::lower_bound(all.begin(), all.end(), code,
                       [](std::string_view line, std::string_view c) { return line.substr(0, 5) < c; });
  return code.size() == 5 && i != all.end() && i->starts_with(code) ? *i : std::string_view();
}

/// code, parts, place, fault, meaning.
std::array<std::string_view, 5> cells_of(std::string_view line) {
  std::array<std::string_view, 5> out;
  for (auto& cell : out) {
    const auto end = line.find('\t');
    cell = line.substr(0, end);
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
  }
  return out;
}

std::array<DtcFailure, 256> read_failures() {
  std::array<DtcFailure, 256> out;
  for (const auto& row : table_rows(data_file("dtc/failure_types.tsv")))
    out[static_cast<std::uint8_t>(table_hex(row[0]))] = {row[1], row[2]};
  return out;
}

}  // namespace

std::string_view severity_word(Severity severity) {
  switch (severity) {
  case Severity::stop: return "stop";
  case Severity::soon: return "soon";
  case Severity::watch: break;
  }
  return "watch";
}

DtcText dtc_text(std::string_view code) {
  DtcText out;
  const auto& known = tables().beginnings;
  const auto system = known.find(code.substr(0, 1));
  if (system == known.end()) return out;
  out.system_en = system->second[1];
  out.system_zh = system->second[2];
  if (const auto line = line_of(code); !line.empty()) {
    const auto row = cells_of(line);
    auto words = tables().words.compose(row[1], row[2], row[3]);
    out.text_en = std::move(words.en);
    out.text_zh = std::move(words.zh);
    out.exact = true;
    add_meaning(out, row[4]);
    return out;
  }
  auto family = system;
  for (std::size_t n = 2; n <= code.size(); ++n)
    if (const auto longer = known.find(code.substr(0, n)); longer != known.end()) family = longer;
  out.text_en = family->second[1];
  out.text_zh = family->second[2];
  add_meaning(out, family->second[3]);
  return out;
}

DtcFailure dtc_failure_text(std::uint8_t type) {
  static const auto all = read_failures();
  return all[type];
}

}  // namespace outpost::dev
