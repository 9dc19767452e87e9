#include "edge/app/test_card_job.hpp"

#include "edge/base/test_card.hpp"
#include "edge/contract/ipc/print_job.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::app {
namespace {

constexpr int dots_a_mm = 8, dots_a_column = 12;
constexpr int bar_dots = 72;  // 9 mm: enough lines for every camera, and the card stays short
constexpr std::size_t quiet_bars =
    20;  // modules, both sides together (GS1: 11 and 7); beside it is white paper
constexpr std::size_t quiet_matrix = 8;  // four on each side

bool is_matrix(const TestCode& code) { return code.rows.size() > 1; }

ipc::PrintLine text_line(std::string text, bool large = false) {
  ipc::PrintLine line;
  line.text = std::move(text);
  line.align = ipc::PrintLine::Align::center;
  line.bold = large;
  return line;
}

ipc::PrintLine feed(int lines) {
  ipc::PrintLine line;
  line.kind = ipc::PrintLine::Kind::feed;
  line.feed = lines;
  return line;
}

ipc::PrintLine drawn(const TestCode& code) {
  ipc::PrintLine line;
  line.kind = ipc::PrintLine::Kind::modules;
  for (const auto& row : code.rows) line.text += (line.text.empty() ? "" : "\n") + row;
  line.size = code.dots;
  line.height = is_matrix(code) ? 0 : bar_dots;
  return line;
}

std::string label(const TestCode& code) {
  return fmt::format("{} {:.3g} mm", code.symbology, static_cast<double>(code.dots) / dots_a_mm);
}

bool fits(const TestCode& code, int columns) {
  const auto modules = code.rows.front().size() + (is_matrix(code) ? quiet_matrix : quiet_bars);
  return modules * static_cast<std::size_t>(code.dots) <= static_cast<std::size_t>(columns * dots_a_column);
}

}  // namespace

std::string test_card_json() {
  nlohmann::json codes = nlohmann::json::array();
  for (const auto& code : test_card())
    codes.push_back({{"name", code.name},
                     {"symbology", code.symbology},
                     {"text", code.text},
                     {"module_um", code.dots * 1'000 / dots_a_mm},
                     {"rows", code.rows}});
  return nlohmann::json{{"codes", std::move(codes)}}.dump();
}

std::string test_card_job(int columns) {
  ipc::PrintJob job;
  job.columns = columns;
  job.lines.push_back(text_line("OUTPOST 测试卡 TEST CARD", true));
  for (const auto& code : test_card()) {
    if (!fits(code, columns)) continue;
    job.lines.push_back(feed(1));
    job.lines.push_back(drawn(code));
    job.lines.push_back(text_line(label(code)));
  }
  job.lines.push_back(feed(3));
  ipc::PrintLine cut;
  cut.kind = ipc::PrintLine::Kind::cut;
  job.lines.push_back(cut);
  return ipc::encode_print(job);
}

}  // namespace outpost::app
