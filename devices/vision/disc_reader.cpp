#include "devices/vision/disc_reader.hpp"

#include "devices/vision/disc_fit.hpp"
#include "devices/vision/profile_reader.hpp"

#include <algorithm>

namespace outpost::dev::vision {
namespace {

/// Stretches that are tried, and the places of all that are followed downhill.
constexpr std::size_t most_stretches = 4, most_places = 4;
/// A stretch that is so much shorter than the longest is a part of the code.
constexpr float least_part = 0.75F;
/// A place to begin with that leaves more unexplained is none; nor is a settled one.
constexpr double most_left_first = 0.15, most_left = 0.05;
/// What a reading must be like to count. Drawings that were seen through other discs than the model's (a
/// bright rim, no gamma) were read wrong once in thousands, at blurs above 1.3 and margins up to 24; the
/// limits keep away from both. Right ones have margins of 80 and more.
constexpr float most_blur = 1.2F, least_likeness = 0.98F, least_margin = 40;

/// Strip::agreement of bars beyond doubt; unfocused ones have 0.95 and more.
constexpr float least_agreement = 0.85F;

struct Candidate {
  DiscPlace place;
  bool backwards = false;
};

/// Smeared edges beside a code, of its label or of a word, join it: any of the places where bars may begin
/// with any where they may end. The longest first.
std::vector<Stretch> wide_stretches(const Profile& grey) {
  const auto seen = stretches(grey);
  std::vector<Stretch> out;
  for (const auto& a : seen)
    for (const auto& b : seen) {
      const auto same = [&](const Stretch& s) { return s.from == a.from && s.to == b.to; };
      if (a.from < b.to && std::none_of(out.begin(), out.end(), same)) out.push_back({a.from, b.to});
    }
  std::stable_sort(out.begin(), out.end(),
                   [](const Stretch& a, const Stretch& b) { return a.to - a.from > b.to - b.from; });
  const float longest = out.empty() ? 0 : out.front().to - out.front().from;
  std::erase_if(out, [&](const Stretch& s) { return s.to - s.from < least_part * longest; });
  if (out.size() > most_stretches) out.resize(most_stretches);
  return out;
}

std::optional<Candidate> best_place(const Profile& grey, const Profile& light, const Profile& back) {
  std::vector<Candidate> all;
  const auto tries = wide_stretches(grey);
  const auto n = static_cast<double>(grey.size());
  for (const auto& stretch : tries) {
    const auto from = static_cast<double>(stretch.from), to = static_cast<double>(stretch.to);
    for (const auto& place : disc_places(light, from, to)) all.push_back({place, false});
    for (const auto& place : disc_places(back, n - to, n - from)) all.push_back({place, true});
  }
  std::sort(all.begin(), all.end(),
            [](const Candidate& a, const Candidate& b) { return a.place.left < b.place.left; });
  if (all.empty() || all.front().place.left > most_left_first) return std::nullopt;
  if (all.size() > most_places) all.resize(most_places);
  for (auto& candidate : all) candidate.place = settled(candidate.backwards ? back : light, candidate.place);
  return *std::min_element(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.place.left < b.place.left;
  });
}

bool sure(const std::optional<DiscReading>& r) {
  return r && r->blur <= most_blur && r->likeness >= least_likeness && r->margin >= least_margin;
}

}  // namespace

std::optional<DiscReading> read_disc_line(const Profile& grey) {
  const auto light = in_light(grey), back = mirrored(light);
  const auto found = best_place(grey, light, back);
  if (!found || found->place.left > most_left) return std::nullopt;
  const auto fit = fit_out_of_focus(found->backwards ? back : light, found->place);
  if (!fit) return std::nullopt;
  const auto n = static_cast<float>(grey.size());
  DiscReading out{fit->text,   fit->ends[0],  fit->ends[1], found->backwards,
                  fit->margin, fit->likeness, fit->blur,    static_cast<float>(found->place.left)};
  if (out.backwards) out.from = n - out.from, out.to = n - out.to;
  return out;
}

std::optional<Look> read_out_of_focus(const Patch& patch, const TimeLimit& limit) {
  const int h = patch.picture.height, top = h / 8, middle = h / 2, bottom = h - h / 8;
  const auto rows = strip(patch, top, middle);
  if (rows.agreement < least_agreement) return std::nullopt;
  const auto upper = read_disc_line(rows.line);
  if (!sure(upper) || limit.over()) return std::nullopt;
  const auto lower = read_disc_line(strip(patch, middle, bottom).line);
  if (!sure(lower) || lower->text != upper->text || lower->backwards != upper->backwards) return std::nullopt;
  Look look;
  look.symbology = upper->text.front() == '0' ? Symbology::upca : Symbology::ean13;
  look.text = look.symbology == Symbology::upca ? upper->text.substr(1) : upper->text;
  look.stage = Stage::profile;
  look.reader = Reader::ours;
  look.margin = std::min(upper->margin, lower->margin);
  const auto y0 = static_cast<float>(top), y1 = static_cast<float>(bottom);
  look.corners = {{patch.in_frame(upper->from, y0), patch.in_frame(upper->to, y0),
                   patch.in_frame(lower->to, y1), patch.in_frame(lower->from, y1)}};
  if (upper->backwards) look.corners = {look.corners[3], look.corners[2], look.corners[1], look.corners[0]};
  return look;
}

}  // namespace outpost::dev::vision
