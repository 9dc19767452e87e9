#include "devices/sim/printer.hpp"

#include "devices/sim/cjk_font.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::size_t most_kept_sheets = 1'000;  // of a printer that runs for weeks in a demonstration
const std::vector<std::string_view> actions = {"paper_out", "paper_ok", "cover_open", "cover_closed",
                                               "unplug",    "plug",     "mute",       "unmute",
                                               "stop",      "go",       "say"};

/// The first free number of this unit, so that a restart does not write over yesterday's receipts.
std::string next_path(const std::string& dir, const std::string& unit) {
  const std::string prefix = unit + "-";
  static constexpr int most = 1'000'000;
  std::error_code ec;
  int low = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec)) {
    const std::string name = entry.path().filename().string();
    int n = 0;
    if (name.starts_with(prefix) && std::sscanf(name.c_str() + prefix.size(), "%6d", &n) == 1 && n < most)
      low = std::max(low, n);
  }
  return fmt::format("{}/{}{:06}.png", dir, prefix, low + 1);
}

}  // namespace

Result<std::unique_ptr<Simulator>> PrinterSimulator::make(const SimArgs& args) {
  PrinterSetup setup;
  OUTPOST_TRY(const auto columns, args.number("width_columns", 48, 16, 64));
  setup.columns = static_cast<int>(columns);
  OUTPOST_TRY(setup.paper_lines, args.number("paper_lines", -1, -1, 1'000'000));
  OUTPOST_TRY(const auto mute, args.number("mute", 0, 0, 1));
  setup.mute = mute == 1;
  OUTPOST_TRY(setup.scenario, Scenario::load(args.text("scenario"), actions));
  setup.copy_dir = args.text("copy_dir");
  setup.unit = args.text("unit", "printer");
  std::error_code ec;
  if (!setup.copy_dir.empty() && !std::filesystem::create_directories(setup.copy_dir, ec) && ec)
    return fail(Code::io, "cannot-write", setup.copy_dir + ": " + ec.message());
  return std::unique_ptr<Simulator>(new PrinterSimulator(std::move(setup)));
}

PrinterSimulator::PrinterSimulator(PrinterSetup setup)
    : setup_(std::move(setup)), reader_(setup_.columns), paper_left_(setup_.paper_lines), mute_(setup_.mute) {
  if (setup_.copy_dir.empty()) return;
  painter_ = std::make_unique<paper::Painter>(find_cjk_font(), setup_.columns);
  if (!painter_->has_chinese())
    std::fputs("virtual printer: no font with Chinese characters was found (install fonts-wqy-microhei); "
               "receipts show boxes instead\n",
               stderr);
}

void PrinterSimulator::on_plug(Micros now) {
  setup_.scenario.start(now);
  question_.clear();
}

void PrinterSimulator::on_bytes(ByteView bytes, Micros) {
  hear_questions(bytes);
  backlog_.insert(backlog_.end(), bytes.begin(), bytes.end());
  print();
}

void PrinterSimulator::on_tick(Micros now) {
  while (auto step = setup_.scenario.take_due(now)) act(*step);
}

void PrinterSimulator::act(const ScenarioStep& step) {
  const auto& a = step.action;
  if (a == "paper_out") paper_left_ = 0;
  if (a == "paper_ok") paper_left_ = -1;
  if (a == "cover_open" || a == "cover_closed") cover_open_ = a == "cover_open";
  if (a == "mute" || a == "unmute") mute_ = a == "mute";
  if (a == "stop" || a == "go") stopped_ = a == "stop";
  if (a == "plug") plugged_ = true;
  if (a == "say") output_.insert(output_.end(), step.bytes.begin(), step.bytes.end());
  if (a == "unplug") {  // the printer loses power with its cable in this model: what it held is gone
    plugged_ = false;
    backlog_.clear();
    reader_.power_cycle();
  }
  print();
}

/// Real-time questions are heard as they arrive, also by a printer that cannot print what is before them.
void PrinterSimulator::hear_questions(ByteView bytes) {
  constexpr std::array<std::uint8_t, 2> head = {0x10, 0x04};
  for (const auto b : bytes) {
    if (question_.size() == 2) {
      answer(b);
      question_.clear();
    } else if (b == head[question_.size()]) {
      question_.push_back(b);
    } else {
      question_.clear();
      if (b == head[0]) question_.push_back(b);
    }
  }
}

void PrinterSimulator::answer(std::uint8_t question) {
  if (mute_ || question < 1 || question > 4) return;
  std::uint8_t b = 0x12;
  if (question == 1 && !can_print()) b |= 0x08;
  if (question == 2)
    b = static_cast<std::uint8_t>(b | (cover_open_ ? 0x04 : 0) | (paper_left_ == 0 ? 0x20 : 0));
  if (question == 4 && paper_left_ == 0) b |= 0x6C;
  if (question == 4 && paper_left_ > 0 && paper_left_ < 20) b |= 0x0C;
  output_.push_back(b);
}

/// Byte by byte, so that the paper may end in the middle of a receipt.
void PrinterSimulator::print() {
  std::size_t n = 0;
  while (n < backlog_.size() && can_print()) {
    const int lines = reader_.feed(ByteView(backlog_).subspan(n++, 1));
    if (paper_left_ > 0) paper_left_ = std::max<std::int64_t>(0, paper_left_ - lines);
  }
  backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<std::ptrdiff_t>(n));
  for (auto& sheet : reader_.take_sheets()) keep(std::move(sheet));
}

void PrinterSimulator::keep(paper::Sheet sheet) {
  if (painter_) {
    const auto written = paper::write_png(painter_->paint(sheet), next_path(setup_.copy_dir, setup_.unit));
    if (!written) std::fprintf(stderr, "virtual printer: %s\n", written.error().text.c_str());
  }
  if (done_.size() < most_kept_sheets) done_.push_back(std::move(sheet));
}

}  // namespace outpost::dev
