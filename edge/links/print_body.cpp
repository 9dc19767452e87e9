#include "edge/links/print_body.hpp"

#include "edge/contract/ipc/print_job.hpp"

#include <nlohmann/json.hpp>

namespace outpost::links {
namespace {

constexpr int feed_lines = 3;  // so that the cutter does not cut the last line

ipc::PrintLine line_of(ipc::PrintLine::Kind kind, std::string text = {}) {
  ipc::PrintLine line;
  line.kind = kind;
  line.text = std::move(text);
  line.feed = feed_lines;
  return line;
}

}  // namespace

std::string print_body(const std::string& stored, int columns) {
  const auto j = nlohmann::json::parse(stored, nullptr, false);
  if (!j.is_object()) return {};
  if (j.contains("job")) return stored;
  const auto lines = j.find("lines");
  if (lines == j.end() || !lines->is_array()) return {};
  ipc::PrintJob job;
  job.columns = columns;
  job.duplicate = j.value("duplicate", nlohmann::json(false)) == nlohmann::json(true);
  for (const auto& l : *lines)
    if (l.is_string()) job.lines.push_back(line_of(ipc::PrintLine::Kind::text, l.get<std::string>()));
  job.lines.push_back(line_of(ipc::PrintLine::Kind::feed));
  job.lines.push_back(line_of(ipc::PrintLine::Kind::cut));
  return ipc::encode_print(job);
}

}  // namespace outpost::links
