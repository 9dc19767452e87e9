#include "devices/tools/scan_words.hpp"

#include "devices/tools/photo_list.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace outpost::dev {
namespace {

using nlohmann::ordered_json;
using vision::Judged;
using vision::Verdict;

std::string name_of(const vision::FoundCode& code) {
  return fmt::format("{} {}", vision::symbology_name(code.symbology), escaped(code.text));
}

double ms(Micros us) { return static_cast<double>(us) / 1'000; }

/// To a hundredth: more digits say nothing about a pixel.
double rounded(float v) { return std::round(static_cast<double>(v) * 100) / 100; }

std::string dumped(const ordered_json& j) {
  return j.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

/// The passes of the cascade in words; a new one is told by its name.
std::string words_of(const std::string& pass) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> words = {{
      {"fast", "ZXing's quick look at the whole picture"},
      {"crowd", "ZXing's thorough look for QR and Data Matrix among many codes"},
      {"own", "our own reader where there are bars"},
      {"patch", "ZXing and ZBar on upright pieces with bars"},
      {"hard", "ZXing's thorough look at the whole picture"},
      {"near", "ZBar around the likeliest bars, for videos"},
      {"zbar", "ZBar on the whole picture"},
      {"out of focus", "our own reader of what is out of focus"},
      {"code 128", "our own reader of Code 128"},
      {"matrix", "our own search for Data Matrix"},
      {"enlarged", "ZXing on an enlarged copy, for QR and Data Matrix"},
      {"sharpened", "ZXing on a sharpened copy, for QR and Data Matrix"},
  }};
  for (const auto& [name, text] : words)
    if (name == pass) return std::string(text);
  return pass;
}

std::string who_saw(const vision::FoundCode& code) {
  const auto& e = code.evidence;
  return fmt::format("{} {}, the first of them {}", e.looks, e.looks == 1 ? "look" : "looks",
                     e.stage == vision::Stage::fast        ? "quick"
                     : e.stage == vision::Stage::hard      ? "thorough"
                     : e.stage == vision::Stage::patch     ? "at an upright piece"
                     : e.stage == vision::Stage::sharpened ? "at an enlarged or sharpened copy"
                                                           : "by our own reader");
}

std::string margin_of(float margin) {
  return fmt::format("the next best text fits its bars worse by {:.1f} (a natural logarithm)", margin);
}

std::string why(const Judged& judged) {
  const auto& code = judged.code;
  const auto margin = code.evidence.margin;
  switch (judged.verdict) {
  case Verdict::accepted:
    if (vision::is_matrix(code.symbology))
      return fmt::format("accepted: {}; this kind of code corrects its own errors", who_saw(code));
    return fmt::format("accepted: {}; {}", who_saw(code), margin_of(margin));
  case Verdict::impossible:
    return code.symbology == vision::Symbology::upce ? "refused: its check digit is wrong, or it is a UPC-E "
                                                       "of number system 1, which the left half "
                                                       "of many an EAN-13 looks like"
                                                     : "refused: its check digit is wrong";
  case Verdict::misfit:
    return fmt::format("refused: {}; another text fits its bars better, or no bars were found there to hold "
                       "it against",
                       who_saw(code));
  case Verdict::weak:
    if (judged.needed <= 0)
      return fmt::format("refused: {}; for this kind of code that is too little, however well its bars fit",
                         who_saw(code));
    return fmt::format("refused: {}; {}, and {:.0f} is needed on this evidence", who_saw(code),
                       margin_of(margin), judged.needed);
  case Verdict::rival: return "refused: another text was seen at the same place, so both are in doubt";
  case Verdict::part: return "left out: it lies within another code that was accepted";
  }
  return "";
}

}  // namespace

std::string as_lines(const std::string& file, const vision::WorkReply& reply) {
  std::string out;
  for (const auto& code : reply.codes)
    out += fmt::format("{}\t{}\t{}\n", file, vision::symbology_name(code.symbology), escaped(code.text));
  return out;
}

std::string as_json(const std::string& file, const vision::WorkReply& reply) {
  auto codes = ordered_json::array();
  for (const auto& code : reply.codes) {
    auto corners = ordered_json::array();
    for (const auto& p : code.corners) corners.push_back({rounded(p.x), rounded(p.y)});
    const auto& e = code.evidence;
    codes.push_back(
        {{"symbology", vision::symbology_name(code.symbology)},
         {"text", code.text},
         {"corners", corners},
         {"evidence",
          {{"stage", vision::stage_name(e.stage)}, {"looks", e.looks}, {"margin", rounded(e.margin)}}}});
  }
  return dumped({{"file", file},
                 {"width", reply.width},
                 {"height", reply.height},
                 {"codes", codes},
                 {"ms", ms(reply.took_us)}});
}

std::string as_json(const std::string& file, const Error& error) {
  return dumped({{"file", file}, {"error", {{"name", error.name}, {"text", error.text}}}});
}

Error not_read(vision::WorkResult::End end) {
  if (end == vision::WorkResult::End::hung)
    return fail(Code::internal, "reader-hung",
                "The reader was still at this picture when its time was over, and was ended.");
  return fail(Code::internal, "reader-crashed", "The reader could not get through this picture.");
}

std::string explanation(const std::string& file, const vision::WorkReply& reply, bool died) {
  std::string out = fmt::format("{}: {} x {} pixels, {:.1f} ms, {:.1f} of them to open it\n", file,
                                reply.width, reply.height, ms(reply.took_us), ms(reply.opened_us));
  if (died) out += "  a library gave up on this picture and took the reader with it; looked at once more:\n";
  for (const auto& pass : reply.account.passes)
    out += fmt::format("  {:7.1f} ms  {}: {}\n", ms(pass.took), words_of(pass.name),
                       pass.looks == 0   ? "saw nothing"
                       : pass.looks == 1 ? "one sighting"
                                         : fmt::format("{} sightings", pass.looks));
  for (const auto& judged : reply.account.texts)
    out += fmt::format("  {}: {}\n", name_of(judged.code), why(judged));
  if (reply.account.texts.empty()) out += "  nobody saw a code\n";
  return out;
}

}  // namespace outpost::dev
